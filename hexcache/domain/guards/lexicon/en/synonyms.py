"""English words and phrases that may stand for one another in a question.

Source: written by hand for this project. Licence: Apache-2.0, like the project.

One group a line; the first member names the concept. Phrases are joined with underscores, inflected forms are found by
the stemmer. Groups are tight on purpose: a word that is merely related would hide a real difference.
"""

from __future__ import annotations

from typing import Final

SYNONYMS: Final = """
enable activate turn_on switch_on power_on opt_in opt_into put_on
disable deactivate turn_off switch_off power_off shut_off opt_out opt_out_of
shut_down shutdown power_down
start begin launch boot initiate commence kick_off fire_up start_up boot_up
stop halt cease terminate
end finish conclude wrap_up
close shut
open open_up
lock lock_up
connect hook_up link_up
disconnect unplug
log_in login sign_in signin log_on logon log_into sign_into log_onto
log_out logout sign_out signout log_off logoff
sign_up register signup enroll enrol registration
subscribe subscription
unsubscribe unsub
cancel call_off
delete remove erase get_rid_of take_off take_out drop deletion removal rid wipe
clear empty
add append include insert put_in
create make build generate set_up setup construct produce
install set_up_software
uninstall deinstall
reinstall install_again
update upgrade bring_up_to_date
change modify alter edit adjust amend switch
licence license permit_document
fix repair resolve solve mend sort_out troubleshoot
replace swap substitute exchange_item
reset reinitialize
restart reboot relaunch
restore recover get_back bring_back retrieve recovery
undo revert roll_back rollback
save
copy duplicate clone
move transfer relocate
send submit dispatch
receive get_sent
show display view see reveal list
hide conceal
find locate look_up search look_for lookup
verify check validate confirm verification
choose select pick
use utilize utilise employ usage
try attempt
buy purchase
sell sell_off
rent hire lease
pay settle
cost price charge fee pricing
cheap inexpensive affordable low_cost
expensive pricey costly dear
money cash funds fund
pay_in deposit
withdraw take_out_money cash_out withdrawal
top_up topup recharge
refund reimburse money_back reimbursement
bill invoice
receipt proof_of_purchase
salary wage pay_check paycheck
tax taxation
discount rebate reduction
coupon voucher promo_code discount_code promotion_code
order purchase_order
ship deliver delivery shipment
parcel package
arrive get_here show_up come_through
cover insure
claim file_a_claim
book reserve make_a_reservation make_a_booking reservation booking
reschedule postpone rearrange
delay hold_up
fly take_a_flight flight
travel trip journey
vacation holiday time_off annual_leave pto
airport airfield
hotel accommodation lodging
bike bicycle cycle
car automobile auto
truck lorry
plane airplane aeroplane aircraft
train railway
subway metro underground tube
motorcycle motorbike
gas gasoline petrol
apartment flat
elevator lift
luggage baggage suitcase
sidewalk pavement
trash garbage rubbish waste
fridge refrigerator
tv television telly
phone telephone smartphone cellphone mobile mobile_phone cell_phone handset
computer pc
laptop notebook_computer
picture photo image photograph pic
movie film motion_picture
song track
kid child youngster
adult grown_up
staff employee worker personnel
boss manager supervisor
company business firm organization organisation enterprise
customer client
doctor physician gp
medicine medication drug meds
illness disease sickness
symptom sign
ache pain
sick ill unwell
tired exhausted fatigued
scared afraid frightened
happy glad
sad unhappy
angry mad
big large
small little
tiny minuscule
huge enormous gigantic massive
quick fast rapid speedy quickly
slow sluggish slowly
easy simple straightforward effortless
hard difficult tough tricky challenging
important crucial essential vital key
safe secure safely harmless
dangerous unsafe hazardous risky harmful
good great excellent nice beneficial
bad poor terrible awful
best optimal ideal greatest
worst poorest
better superior
worse inferior
right correct
wrong incorrect mistaken
advantage benefit upside pro strength plus_point
disadvantage drawback downside con weakness
difference distinction differ
similar alike
same identical
goal aim objective purpose
reason cause_of
result outcome
method way approach technique means
problem issue trouble difficulty
error failure fault
bug defect
answer reply respond response
question query
help assist aid assistance
explain describe clarify elaborate
mean signify stand_for definition meaning
define definition_of
understand comprehend grasp
learn study
teach instruct
talk speak chat
tell inform notify
ask inquire enquire
contact reach get_in_touch get_hold_of
call ring
phone_number telephone_number
email e-mail e_mail mail
address location
password passcode pass_word
pin pin_code pin_number
id identification identity identity_document identity_card
account profile
username user_name
two_factor_authentication 2fa two_step_verification 2_step_verification multi_factor_authentication mfa two-factor two_factor_auth
notification alert push_notification
message text_message sms
settings setting preference option configuration
app application
site website web_site webpage web_page
folder directory
document doc
picture_format image_format
screen display_screen monitor
button key_press
shortcut hotkey
mute silence quiet
dark_mode dark_theme night_mode
wifi wi-fi wi_fi wireless_network
internet web
speed velocity
size dimension
weight mass
height tallness
length duration
amount quantity
number count
maximum max cap upper_limit highest ceiling limit
minimum min lower_limit lowest least_amount
increase raise boost grow rise go_up hike
decrease reduce lower lessen cut go_down bring_down lowering
gain put_on_weight
weekday working_day workday business_day
weekend saturday_and_sunday
require need necessary
mandatory compulsory obligatory
optional voluntary
forbid prohibit ban outlaw
allow permit let authorize authorise
legal lawful permissible
forget fail_to_remember misremember
lose misplace
lost missing misplaced gone
steal rob theft stolen
broken damaged out_of_order defective faulty
crash freeze_up
decline reject refuse deny
accept approve
compare contrast comparison
versus vs
convert change_into turn_into
translate say
cook prepare
bake oven_bake
boil simmer
grill barbecue bbq
eat consume
drink beverage
food meal
autumn the_fall
garbage_collector gc
wash clean
throw_away throw_out discard dispose_of
wear put_on_clothes
live reside
die pass_away death
born birth
marry wed get_married
quit resign leave_a_job
hire_staff recruit
fire_staff dismiss lay_off
house home
job occupation profession
lawyer attorney solicitor
contract agreement
rule regulation
law legislation statute
policy guideline
landlord property_owner
tenant renter lodger
mortgage home_loan
loan lend lending
borrow take_out_a_loan
interest interest_rate
balance account_balance
transaction payment_transaction
statement bank_statement
atm cash_machine cashpoint cash_point cash_dispenser
branch bank_branch
currency money_unit
exchange_rate conversion_rate rate_of_exchange
debit_card bank_card
standing_order recurring_payment
direct_debit auto_debit
beneficiary payee recipient receiver
sender payer
abroad overseas foreign_country
international cross-border cross_border
fraud scam
hack compromise
block freeze_card
unblock unfreeze
expire run_out
renew extend renewal
valid still_good
symptomatic showing_symptoms
pregnant expecting pregnancy
workout exercise work_out training
sleep slumber
headache head_pain
fever high_temperature
vaccine vaccination jab
dose dosage
pill tablet
blood_pressure bp
heart_attack myocardial_infarction
run execute
variable var
array list_type
database db
query_language ql
repository repo
branch_git git_branch
commit check_in_code
kubernetes k8s
javascript js
typescript ts
postgresql postgres pg
environment env
directory_listing ls
command cmd
terminal command_line shell console
server host
log_file logfile
container docker_container
encrypt encipher
decrypt decipher
compress zip
decompress unzip extract
deploy roll_out deployment
debug troubleshoot_code
sort order_by arrange
ascending asc increasing_order
descending desc decreasing_order
filter narrow_down
join merge combine
split divide_up
test try_out
download pull_down
upload push_up
clockwise right_handed_turn
counterclockwise anticlockwise counter-clockwise anti-clockwise counter_clockwise anti_clockwise
waterproof water_resistant water-resistant
weather forecast
rain rainfall
near close_to nearby next_to
far distant distance
before prior_to ahead_of
after subsequent_to
during while
without free_of lacking
about regarding concerning
also too as_well
currently now right_now at_the_moment at_present presently
soon shortly
often frequently
rarely seldom
typically usually normally generally
approximately roughly
daily per_day each_day every_day
weekly per_week each_week every_week
monthly per_month each_month every_month
quarterly per_quarter each_quarter every_quarter
yearly annual annually per_year each_year every_year per_annum
hourly per_hour each_hour every_hour
nightly per_night each_night every_night
today this_day
tomorrow the_next_day
tonight this_evening
covid covid-19 coronavirus covid_19
world_war_1 world_war_i first_world_war wwi ww1 world_war_one
world_war_2 world_war_ii second_world_war wwii ww2 world_war_two
all_day 24/7 around_the_clock
opinion view_of
popular well-known famous well_known
famous_person celebrity
author writer
create_account open_account
end_to_end e2e
machine_learning ml
artificial_intelligence ai
user_interface ui
operating_system os
virtual_machine vm
continuous_integration ci
frequently_asked_questions faq
estimated_time_of_arrival eta
as_soon_as_possible asap
date_of_birth dob birthdate birthday
high_school secondary_school
college university
grade mark
exam examination
homework assignment
soccer association_football
trousers pants
sweater jumper pullover
eggplant aubergine
zucchini courgette
cilantro coriander
shrimp prawn
cookie biscuit
candy sweets
soda soft_drink
"""
