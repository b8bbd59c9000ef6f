"""English words and phrases that may stand for one another in a question.

Source: written by hand for this project. Licence: Apache-2.0, like the project.

One group a line; the first member names the concept. Phrases are joined with underscores, inflected forms are found by
the stemmer. Groups are tight on purpose: a word that is merely related would hide a real difference.
"""

from __future__ import annotations

from typing import Final

SYNONYMS: Final = """
enable activate turn_on switch_on power_on opt_in opt_into put_on
disable deactivate turn_off switch_off power_off shut_off cut_off opt_out opt_out_of
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
delete remove erase take_down get_rid_of take_off take_out drop deletion removal rid wipe
clear empty
add append include insert put_in
create make generate set_up setup produce
build construct
uninstall deinstall
reinstall install_again
update upgrade bring_up_to_date
change modify alter edit adjust amend switch
licence license
fix repair resolve solve mend sort_out troubleshoot
replace swap substitute
reset reinitialize
restart reboot relaunch
restore recover get_back bring_back retrieve recovery
undo revert roll_back rollback
copy duplicate clone
move transfer relocate
send submit dispatch
show display bring_up view see reveal list
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
cheap inexpensive affordable low_cost less_expensive least_expensive less_costly
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
easy simple straightforward effortless less_difficult least_difficult
hard difficult tough tricky challenging
important crucial essential vital key
safe secure safely harmless
dangerous unsafe hazardous risky harmful
good great excellent nice beneficial
bad poor terrible awful
best optimal ideal
worst
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
result outcome end_result
method way approach technique means
problem issue trouble difficulty
error failure fault
bug defect
answer reply respond response
question query
help assist aid assistance
explain describe clarify elaborate
mean signify stand_for definition meaning
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
screen display_screen monitor
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
maximum max cap upper_limit ceiling limit
minimum min lower_limit
increase raise grow rise go_up hike
decrease reduce lower lessen cut go_down bring_down lowering
gain put_on_weight
weekday working_day workday business_day
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
statement bank_statement
atm cash_machine cashpoint cash_point cash_dispenser
branch bank_branch
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
unblock unfreeze unclog
establish founded
regex regular_expression regexp
role function
strengthen boost reinforce
fill_in fill_out
expire run_out
renew extend renewal
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
database db
repository repo
kubernetes k8s
javascript js
typescript ts
postgresql postgres pg
environment env
command cmd
terminal command_line shell console
server host
log_file logfile
encrypt encipher
decrypt decipher
compress zip
decompress unzip extract
deploy roll_out deployment
sort arrange
ascending asc increasing_order
descending desc decreasing_order
filter narrow_down
join merge combine
test try_out
download pull_down
upload push_up
counterclockwise anticlockwise counter-clockwise anti-clockwise counter_clockwise anti_clockwise
waterproof water_resistant water-resistant
weather forecast
rain rainfall
nobody no_one
near close_to nearby next_to
far distant distance
before prior_to ahead_of
after subsequent_to
during while
without free_of with_no
within in_less_than in_under
raw uncooked
at_least no_less_than not_less_than no_fewer_than not_fewer_than minimum_of or_more
at_most no_more_than not_more_than up_to maximum_of or_less or_fewer
up_to_date recent
everyone everybody
more_than_once several_times multiple_times many_times repeatedly
only_once just_once only_one_time just_one_time
more_than_one more_than_a_single
only_one just_one only_a_single
except except_for apart_from aside_from other_than
free_of_charge at_no_cost no_cost at_no_charge gratis
someone somebody
anyone anybody
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
tonight this_evening
covid covid-19 coronavirus covid_19
world_war_1 world_war_i first_world_war wwi ww1 world_war_one
world_war_2 world_war_ii second_world_war wwii ww2 world_war_two
all_day 24/7 around_the_clock
popular well-known famous well_known
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
occur happen take_place
stay remain
affect impact influence
realize notice
obtain acquire
improve enhance ameliorate
worsen deteriorate aggravate
enlarge magnify make_bigger
shorten make_shorter
simplify make_simpler
speed_up accelerate hasten
slow_down decelerate
calculate compute
estimate approximate
evaluate assess
examine inspect
analyze analyse
investigate look_into
recommend suggest advise
discuss talk_about
mention cite
announce declare
publish release
achieve accomplish attain
perform carry_out
participate take_part
depend rely
own possess
contain comprise
gather collect
organize organise
assemble put_together
disassemble take_apart dismantle
destroy ruin demolish
break smash
tear rip
attach affix
detach unfasten
dig excavate
prune trim
feed nourish
vomit throw_up
faint pass_out
itch itching
heal recover_from get_over
treat treatment
cure remedy
diagnose diagnosis
prescribe prescription
operation surgery
hospital clinic
ambulance paramedics
injury wound
scar scarring
bruise contusion
stomach belly tummy abdomen
stomachache stomach_pain tummy_ache
throw toss
carry transport
pull drag
push shove
wake_up get_up awaken
fall_asleep nod_off doze_off
go_to_bed turn_in
calm_down relax
stressed stress
annoyed irritated
jealous envious
brave courageous
clever smart intelligent
stupid dumb foolish
strange weird unusual peculiar
normal usual ordinary
typical characteristic
suitable appropriate fitting
useful helpful handy
useless worthless
likely probable
certain definite
entire whole
main primary principal chief
basic fundamental
additional extra further
several multiple various
enough sufficient adequate
accurate precise
efficient effective
favourite favorite
modern contemporary
dirty filthy
wet damp moist
loud noisy
beautiful pretty gorgeous
ugly unattractive
thin slim slender skinny
fat overweight obese
wealthy rich
sturdy durable
tool instrument
device gadget appliance
machine apparatus
part component piece
kind type category
example instance sample
feature functionality
detail particulars
effect consequence
plan scheme strategy
project undertaking
task chore
duty responsibility obligation
risk hazard
chance probability likelihood odds
opportunity possibility
advice tip hint recommendation suggestion
warning caution
evidence proof
fact truth
story tale
news headlines
magazine journal
poem verse
painting artwork
concert gig
party celebration
present gift
guest visitor
friend buddy pal mate
partner spouse significant_other
marriage wedding
divorce separation
relative family_member
neighbor neighbour
immigrant migrant
foreigner alien
government authorities
politician lawmaker
tax_return tax_declaration
tax_office irs inland_revenue
police cops law_enforcement
prison jail
crime offense offence
sue take_to_court
court tribunal
lawsuit legal_case court_case
penalty punishment
evict eviction
lease_agreement rental_agreement tenancy_agreement
real_estate_agent realtor estate_agent
roommate flatmate housemate
furniture furnishings
sofa couch
tap faucet
toilet loo restroom washroom
shower_head showerhead
heater heating
air_conditioning air_con
light_bulb lightbulb bulb
plug socket power_outlet
torch flashlight
trash_can dustbin garbage_can bin
vacuum_cleaner hoover
washing_machine washer
dryer tumble_dryer
dishwasher dish_washer
stove cooker hob
pan frying_pan skillet
pot saucepan
bowl dish
plate platter
napkin serviette
leftover leftovers
recipe cooking_instructions
dough batter
fry pan_fry saute
chop dice cut_up
taste flavour flavor
snack nibble
lunch midday_meal
dinner supper evening_meal
breakfast morning_meal
dessert pudding
vegetarian veggie
vegan plant_based
diet eating_plan
calorie kcal
lose_weight slim_down shed_pounds
put_on_muscle build_muscle
jog run_slowly
gym fitness_center fitness_centre health_club
race competition contest
team squad
coach trainer
referee umpire
ticket_price fare
journey_time travel_time
layover stopover
nonstop non_stop
round_trip return_ticket return_trip
one_way single_ticket
boarding_pass boarding_card
hand_luggage carry_on cabin_baggage
customs border_control
visa_application apply_for_a_visa
passport_renewal renew_passport
travel_agency travel_agent
sightseeing tourist_attraction
beach seaside
mountain peak
lake loch
forest woods woodland
road street
highway motorway freeway
intersection crossroads junction
roundabout traffic_circle
parking_lot car_park parking_space
gas_station petrol_station filling_station
driver_license driving_licence driving_license drivers_license
traffic_jam congestion
traffic_light stoplight
accident collision
tyre tire
windscreen windshield
number_plate license_plate licence_plate
mechanic_shop repair_shop
charger power_adapter
screen_shot screenshot screen_capture
wallpaper desktop_background
keyboard_layout key_layout
hard_drive hard_disk hdd
usb_stick flash_drive thumb_drive usb_drive
printer_ink ink_cartridge
webcam web_camera
headphone headset earphones
browser web_browser
search_engine internet_search
download_speed internet_speed
router wireless_router
vpn virtual_private_network
virus malware
antivirus virus_scanner anti_virus
backup back_up
cloud_storage online_storage
spam junk_mail
inbox mailbox
attachment attached_file
meeting appointment
video_call video_chat
voicemail voice_message
emoji emoticon
profile_picture profile_photo avatar
follower subscriber
post_online publish_post
comment_on leave_a_comment
hashtag hash_tag
blog weblog
spreadsheet worksheet
slide presentation_slide
formula equation
chart diagram
sum total
ratio proportion
integer whole_number
boolean bool
null nil
exception runtime_error
stack_trace traceback
parameter argument
library module
dependency requirement
compile build_code
script program
developer programmer coder software_engineer
source_code codebase code_base
open_source foss
pull_request merge_request
unit_test unittest
endpoint api_route
primary_key pk
foreign_key fk
row record
load_balancer
swap_in
last_year previous_year
this_year current_year
next_year following_year
last_month previous_month
this_month current_month
next_month following_month
last_week previous_week
this_week current_week
next_week following_week
last_quarter previous_quarter
this_quarter current_quarter
next_quarter following_quarter
take_back
secret secret_key
certificate cert
url web_address
ip_address ip
latency response_time
throughput bandwidth
cpu processor
gpu graphics_card
thread_safe threadsafe
asynchronous async
synchronous sync
authenticate authentication
authorization authorisation
permission access_right
administrator admin
user_account login_account
token access_token
api application_programming_interface
faq_page help_page
customer_service customer_support support_team helpdesk help_desk
complaint grievance
warranty guarantee
spare_part replacement_part
manual instruction_manual user_guide handbook
trial trial_period free_trial
subscription_plan pricing_plan
loyalty_points reward_points
gift_card gift_voucher
shopping_cart basket
checkout check_out_page
tracking_number tracking_code
courier delivery_company
return_policy returns_policy
size_chart sizing_chart
retailer shop store
store_opening_hours opening_hours business_hours opening_times
nearest closest
income earnings
expense expenditure spending
bankrupt insolvent bankruptcy
invest put_money_into
savings_account saver_account
pension retirement_fund
inflation rising_prices
stock_market share_market
dividend payout
broker stockbroker
credit_score credit_rating
overdraft overdrawn
iban international_bank_account_number
transfer_money send_money wire_money
contactless tap_to_pay
chargeback disputed_payment
identity_check kyc
job_interview interview
cv resume
hire_date start_date
notice_period period_of_notice
overtime extra_hours
coworker colleague co_worker
intern trainee
teacher instructor
pupil student
course class
homework_help help_with_homework
scholarship grant
tuition tuition_fee school_fees
degree diploma
thesis dissertation
earth planet_earth world
universe cosmos
sun_rise sunrise dawn
sun_set sunset dusk
animal creature
puppy young_dog
cow cattle
pig hog
snake serpent
flower blossom
seed kernel
grass lawn
soil dirt
stone rock
fuel combustible
electricity electric_power
energy power
heat_up warm_up
gravity gravitational_force
evolution evolving
war armed_conflict
battle combat
soldier trooper
weapon arms
king monarch
kingdom monarchy realm
treaty pact
discover discovery
invent invention
nation country
capital capital_city
population number_of_inhabitants number_of_people
religion faith
god deity
church chapel
holiday_season festive_season
tradition custom
"""
