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
increase raise grow rise go_up hike
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
unblock unfreeze unclog
establish founded
regex regular_expression regexp
role function
strengthen boost reinforce
fill_in fill_out complete_form
postpone_until delay
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
occur happen take_place
become turn_into_state
stay remain
affect impact influence
finish complete
begin_with start_with
realize notice
obtain acquire
improve enhance ameliorate
worsen deteriorate aggravate
enlarge magnify make_bigger
shorten make_shorter
simplify make_simpler
speed_up accelerate hasten
slow_down decelerate
calculate compute work_out_value
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
execute_order carry_out_order
participate take_part
depend rely
own possess
contain comprise
gather collect
store_away put_away
organize organise arrange_things
assemble put_together
disassemble take_apart dismantle
destroy ruin demolish
break smash
tear rip
glue paste_stick
fasten secure_to
attach affix
detach unfasten
hang hang_up_on_wall
paint_wall decorate
dig excavate
plant_out transplant
water_plants irrigate
prune trim
feed nourish
vomit throw_up
faint pass_out
itch itching
heal recover_from get_over
treat treatment
cure remedy
catch_disease contract_disease
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
lift_up raise_up
drop_off leave_off
pick_up collect_from
wake_up get_up awaken
fall_asleep nod_off doze_off
go_to_bed turn_in
calm_down relax
worry be_anxious
stressed stress
annoyed irritated
jealous envious
brave courageous
clever smart intelligent bright_mind
stupid dumb foolish
lazy idle_person
strange odd_thing weird unusual peculiar
normal usual ordinary
typical characteristic
suitable appropriate fitting
useful helpful handy
useless worthless
possible_option feasible
likely probable
certain definite
entire whole complete_all
main primary principal chief
basic fundamental
additional extra further
other_option alternative
several multiple various
enough sufficient adequate
accurate precise
efficient effective
popular_choice favourite favorite
recent latest_recent
modern contemporary
ancient very_old
famous_place landmark
empty_seat vacant
crowded busy_place
dirty filthy
wet damp moist
loud noisy
quiet_place peaceful
bright_colour vivid
beautiful pretty gorgeous
ugly unattractive
thin slim slender skinny
fat overweight obese
wealthy rich
poor_people needy
strong_material sturdy durable
weak_material fragile
tool instrument
device gadget appliance
machine apparatus
equipment gear_kit
part component piece
kind type sort_of category
example instance sample
feature characteristic_of functionality
detail particulars
benefit_package perks
effect consequence impact_of
outcome end_result
target goal_number
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
history past_events
news headlines
newspaper paper_daily
magazine journal
book_title name_of_book
writer_of author_of
poem verse
painting artwork
music_piece composition
concert gig
party celebration
present gift
guest visitor
stranger unknown_person
friend buddy pal mate
partner spouse significant_other
wife_or_husband spouse_of
marriage wedding
divorce separation
parent mum_and_dad
relative family_member
neighbor neighbour
citizen national_of
immigrant migrant
foreigner alien
government authorities
election vote_day
politician lawmaker
tax_return tax_declaration
tax_office irs inland_revenue
police cops law_enforcement
prison jail
crime offense offence
sue take_to_court
court tribunal
lawsuit legal_case court_case
judge_ruling verdict
penalty punishment
fine_notice parking_ticket
evict eviction throw_out_tenant
deposit_money security_deposit
lease_agreement rental_agreement tenancy_agreement
rent_money rental
house_price property_price
real_estate_agent realtor estate_agent
move_house relocate_home
roommate flatmate housemate
furniture furnishings
sofa couch
tap faucet
sink_basin washbasin
toilet loo restroom washroom bathroom_wc
shower_head showerhead
heater radiator_heater heating
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
ingredient ingredients_list
dough batter
fry pan_fry saute
chop dice cut_up
stir_in mix_in
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
swim swimming_stroke
race competition contest
team squad side_team
match_game game_match
score_goal net_goal
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
tour_guide guide_person
sightseeing tourist_attraction
beach seaside
mountain peak
lake loch
forest woods woodland
river stream_water
road street
highway motorway freeway
intersection crossroads junction
roundabout traffic_circle
parking_lot car_park parking_space
gas_station petrol_station filling_station
driver_license driving_licence driving_license drivers_license
traffic_jam congestion
traffic_light stoplight
crash_accident accident collision
tyre tire
bonnet hood_of_car
boot_of_car trunk_of_car
windscreen windshield
number_plate license_plate licence_plate
garage_shop mechanic_shop repair_shop
battery_life battery_runtime
charger power_adapter
screen_shot screenshot screen_capture
wallpaper desktop_background
keyboard_layout key_layout
ram memory_ram
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
firewall network_firewall
virus malware
antivirus virus_scanner anti_virus
backup back_up
cloud_storage online_storage
spam junk_mail
inbox mailbox
attachment attached_file
signature sign_off_block
calendar schedule_book
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
column_name field_name
cell_value value_of_cell
formula equation
chart graph_chart diagram
average mean_value
sum total
percentage percent_share
ratio proportion
equation_root solution_of
integer whole_number
decimal fraction_number
string_text text_value
boolean bool
null none_value nil
exception runtime_error
stack_trace traceback
parameter argument
return_value output_value
library package module
dependency requirement
import_statement import_module
syntax grammar_rules
compile build_code
script program
developer programmer coder software_engineer
source_code codebase code_base
open_source foss
pull_request merge_request
unit_test unittest
endpoint api_route
request call_api
query sql_query
primary_key pk
foreign_key fk
schema table_structure
row record
index_table table_index
replica replication_copy
cluster server_cluster
load_balancer lb
pod kubernetes_pod
secret secret_key
certificate cert
domain domain_name
url link_address web_address
ip_address ip
port port_number
latency delay_time response_time
throughput bandwidth
memory_leak leak_of_memory
cpu processor
gpu graphics_card
thread_safe threadsafe
asynchronous async
synchronous sync
authenticate authentication log_in_check
authorization authorisation permission_check
permission access_right
administrator admin
user_account login_account
session login_session
token access_token
api application_programming_interface
faq_page help_page
customer_service customer_support support_team helpdesk help_desk
complaint grievance
feedback review_comment
warranty guarantee
spare_part replacement_part
manual instruction_manual user_guide handbook
trial trial_period free_trial
subscription_plan pricing_plan
upgrade_plan move_to_higher_plan
membership member_status
loyalty_points reward_points
gift_card gift_voucher
shopping_cart basket
checkout check_out_page
tracking_number tracking_code
courier delivery_company
return_policy returns_policy
size_chart sizing_chart
stock_level availability
retailer shop store
store_opening_hours opening_hours business_hours opening_times
nearest closest
income earnings
expense expenditure spending
profit_made gain_made
debt money_owed
bankrupt insolvent bankruptcy
invest put_money_into
savings_account saver_account
pension retirement_fund
inflation rising_prices
stock_market share_market
bond_yield yield_of_bond
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
apply application
hire_date start_date
notice_period period_of_notice
overtime extra_hours
promotion_at_work get_promoted
coworker colleague co_worker
intern trainee
teacher instructor
pupil student
lesson class_hour
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
planet_count number_of_planets
animal creature
bird_species kind_of_bird
bug_insect insect
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
temperature degrees_of_heat
pressure_level force_per_area
gravity gravitational_force
evolution evolving
cell_biology biological_cell
war armed_conflict
battle combat
soldier trooper
weapon arms
king monarch
kingdom monarchy realm
slave enslaved_person
treaty pact
discover discovery
invent invention
inventor creator_of
nation country
capital capital_city
population number_of_inhabitants number_of_people
language_spoken spoken_language
religion faith
god deity
church chapel
holiday_season festive_season
tradition custom
"""
