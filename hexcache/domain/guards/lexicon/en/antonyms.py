"""English opposites.

Source: written by hand for this project. Licence: Apache-2.0, like the project.

One line an opposition: every word on the left is the opposite of every word on the right. A line that begins with ``!`` is
contradictory, so that "not" turns one side into the other ("not allowed" is "forbidden"); one that begins with ``~`` is
converse, so that exchanging the two parties does ("Ann lends to Bob" is "Bob borrows from Ann").
"""

from __future__ import annotations

from typing import Final

ANTONYMS: Final = """
enable allow | disable block
! allow legal permit | deny block
open unlock unblock | close lock block
start begin launch open_app run resume | stop end halt shut_down terminate pause kill quit cancel
continue resume keep | stop pause end quit interrupt abort cancel
connect link pair join attach | disconnect unlink unpair detach leave separate
! log_in | log_out
sign_up subscribe join register enroll | unsubscribe cancel leave resign quit drop_out deregister cancel
create add install upload save write append import mount keep restore | delete remove uninstall erase destroy drop
add | subtract deduct take_away
add | deduct take_away exclude
keep retain | discard throw_away delete remove cancel lose
install | uninstall
mount | unmount eject
show display reveal unhide expose | hide conceal mask
increase raise grow gain extend expand maximize improve climb | decrease reduce lower lessen shrink fall drop minimize cut decline
expand | collapse shrink contract
lengthen extend | shorten
widen | narrow
strengthen | weaken
accelerate speed_up | decelerate slow_down
heat warm warm_up | cool cool_down chill
fill | empty clear drain
inflate | deflate
tighten | loosen
freeze | thaw melt unfreeze defrost
wake_up | sleep fall_asleep go_to_bed
~ buy | sell
~ lend | borrow
~ rent_out let_out | rent
~ give send lend pay donate | receive take accept borrow
~ employ | work_for
~ teach | learn
~ precede | follow
~ lead | follow
~ inherit | bequeath leave
~ before | after
~ above over | below under
! above over | below under
~ parent | child kid
~ host | guest
~ landlord | tenant
~ employer | employee
~ seller | buyer customer
~ doctor | patient
~ teacher | student pupil
send | receive
deposit pay_in top_up | withdraw
credit | debit
charge bill cost | refund
earn | spend
save | spend waste
win | lose
find | lose
gain | lose
! pass | fail
succeed success | fail failure
! succeed work | fail
! accept approve | reject decline refuse deny
approval acceptance | rejection refusal denial
! include | exclude omit leave_out
included including | excluded excluding except
lock freeze | unlock unfreeze unblock
upload push | download pull
import | export
encrypt | decrypt
encode | decode
compress | decompress
pack | unpack
upgrade update | downgrade undo rollback
commit | undo revert discard
do redo | undo
merge join combine unite | split separate divide
backup back_up | restore recover
delete remove | restore recover keep
archive | restore unarchive
hire employ | dismiss fire fire_staff
promote | demote
promotion | demotion
arrive arrival | depart leave departure
enter entrance entry | exit leave
check_in | check_out
check-in | check-out
take_off takeoff | land landing
ascend ascending climb | descend descending
sunrise dawn | sunset dusk
inhale | exhale
attack | defend
build construct assemble | demolish dismantle disassemble destroy tear_down
fold | unfold
load | unload
marry marriage | divorce
! agree | disagree
like love | dislike hate
trust | distrust
praise | criticize
! remember | forget
appear | disappear
float | sink
laugh | cry
cause trigger increase worsen | prevent avoid cure reduce relieve treat ease
avoid | get receive attract
protect help heal | harm hurt damage
help | hinder
benefit advantage | disadvantage harm risk cost
pros | cons
strength | weakness
more | less fewer
most | least fewest
maximum high top | minimum low bottom
build gain | reduce weaken lose
max | min
at_least | at_most
over above exceed more greater larger higher bigger | under below less fewer lower smaller
up upper upward | down lower downward
upstairs | downstairs
top | bottom
inside indoor indoors | outside outdoor outdoors
interior | exterior
internal inner | external outer
inbound incoming | outbound outgoing
input | output
~ into | out_of
before | after during
during | after
pre | post
ante | post
first initial opening | last final closing
last_year previous_year | this_year current_year next_year
this_year current_year | next_year
last_month previous_month | this_month current_month next_month
this_month current_month | next_month
last_week previous_week | this_week current_week next_week
this_week current_week | next_week
last_quarter previous_quarter | this_quarter current_quarter next_quarter
this_quarter current_quarter | next_quarter
next upcoming following future | previous last prior past
newest latest newer | oldest earliest older
early earlier earliest sooner | late later latest
new | old used existing
young | old elderly
youngest | oldest
younger | older
fast | slow
long | short brief
tall high | short low
high | low
hot warm | cold cool
hard | easy soft
soft | hard
heavy | light
dark | light bright
darkness dark | light sunlight brightness
day daytime | night nighttime overnight
big | small
huge | tiny
major | minor
wide broad | narrow
thick | thin
deep | shallow
full | empty
rich wealthy | poor
cheap | expensive
free | paid
strong | weak
loud noisy | quiet silent mute
wet | dry
clean | dirty
raw uncooked | cooked
fresh | stale frozen canned rotten
sweet | sour bitter savory salty
alive living | dead
life | death
born | die
healthy | sick unhealthy
! safe | dangerous
! true | false
! right correct | wrong incorrect
! same | different
equal | unequal
! even | odd
good benefit advantage help | bad harm hurt damage evil
better | worse
best | worst
positive | negative
plus | minus
multiply | divide
numerator | denominator
public | private
proprietary | open_source
closed_source | open_source
local | remote global
online | offline
wired | wireless
manual manually | automatic automatically
digital electronic | analog physical paper
virtual | physical
static | dynamic
synchronous | asynchronous
mutable | immutable
compiled | interpreted
frontend front_end | backend back_end
client | server
horizontal | vertical
left | right
left-hand left-handed | right-hand right-handed
clockwise | counterclockwise
north northern | south southern
east eastern | west western
front | back rear
forward forwards | backward backwards
ahead | behind
near | far
nearest closest | farthest furthest
maximal | minimal
majority | minority
senior | junior
adult | child kid minor
employer | employee
trainer | trainee
interviewer | interviewee
mentor | mentee
examiner | examinee
trustor | trustee
portrait | landscape
landlord | tenant
lender creditor | borrower debtor
buyer customer | seller vendor
teacher | student pupil
doctor | patient
~ parent | child kid
host | guest
sender | beneficiary
payer | payee beneficiary
prosecution prosecutor plaintiff | defense defendant
asset | liability
profit | loss
income revenue | expense expenditure
surplus | deficit
supply | demand
gross | net
fixed | variable floating adjustable
bullish | bearish
winner | loser
victory | defeat
friend ally | enemy foe
hero | villain
war | peace
beginning start | end finish
question | answer
problem | solution
cause | effect
theory | practice
fact | opinion fiction myth
fiction | nonfiction
guilty | innocent
civil | criminal
! require mandatory | optional voluntary
permanent permanently | temporary temporarily
! present | absent missing
presence | absence
! arrive | missing
active | inactive dormant
! visible | hidden invisible
known | unknown
weekday | weekend
domestic | international foreign
domesticated tame | wild
urban | rural
single | married multiple double
singular | plural
simple | complex complicated
common | rare
! often | rarely
majority most | minority
everything all | nothing none
everyone everybody | nobody
all every each | some single
more_than_once | only_once
more_than_one | only_one
always | sometimes rarely
within | after
everywhere | nowhere
many | few
much | little
! enough sufficient | insufficient
too_much too_many | too_little too_few enough
too_high | too_low
too_big too_large | too_small
too_early | too_late
too_hot | too_cold
too_long | too_short
natural | artificial synthetic
solid | liquid gas
acid acidic | alkaline basic
benign | malignant
acute | chronic
systolic | diastolic
inpatient | outpatient
artery arterial | vein venous
overweight obese | underweight
part-time part_time | full-time full_time
one-way one_way | round-trip round_trip return
direct | indirect connecting
window_seat | aisle_seat
carry-on carry_on hand_luggage | checked_bag checked_luggage checked_baggage
hardware | software
whole entire full total | half partial
complete | incomplete partial
! on | off
on_time | late delay
accurate | inaccurate
gain profit | loss
freeze | boil
boiling | freezing
import_duty | export_duty
upstream | downstream
input_tax | output_tax
sunny | cloudy rainy
dominant | recessive
predator | prey
optimist | pessimist
introvert | extrovert
conscious | unconscious
voluntarily | involuntarily
verb | noun
vowel | consonant
ally allies | axis
democrat | republican
conservative | liberal
capitalism | communism socialism
offense offensive | defense defensive
maternal | paternal
biological | adoptive
beginner novice | advanced expert
amateur | professional
wholesale | retail
tenant | owner
own owning | rent renting lease
insured | uninsured
secured | unsecured
read | write
get | post put
push | pop
stack | queue
lossy | lossless
lazy | eager
source | destination target
origin | destination
sync | unsync
foreground | background
parent_process | child_process
big-endian | little-endian
stateful | stateless
rise rising | fall falling
crest | trough
evaporation evaporate | condensation condense
oxidation | reduction_reaction
proton | electron
anode | cathode
conductor | insulator
concave | convex
clockwise | left
expand | contract
attract attraction | repel repulsion
predate | postdate
credit_side | debit_side
underestimate | overestimate
underpaid underpay | overpaid overpay
underpayment | overpayment
undercharge | overcharge
understaffed | overstaffed
vertex | edge
shareholder | bondholder
ebb | flow
lead | follow
speak talk | listen
ask | answer
teach | learn
reward | punish punishment
bless | curse
tie | untie
zip_up | unzip
wrap | unwrap
plug_in | disconnect
bend | straighten
stand stand_up | sit sit_down
push | pull
throw | catch
raise lift | lower
pick_up lift | put_down drop_off drop
pick_up | drop_off
pickup | dropoff drop-off
check | uncheck
gather collect | scatter distribute
remember | forget
memorize | forget
approach | avoid leave
zoom_in | zoom_out
come_in go_in | go_out come_out
bulk_up | lose_weight
scale_up | scale_down
turn_up | turn_down
move_in | move_out
clock_in | clock_out
dial_in | dial_out
fade_in | fade_out
scroll_up | scroll_down
for support favor favour | against oppose
thicken | thin
submit send apply | withdraw
borrow take | return give_back
edible | poisonous toxic inedible
toxic poisonous | harmless nontoxic safe
general generally | specific specifically
past | future
present | past future
hit attend catch | miss
admit | deny
have own contain | lack
confront face | avoid
former | latter
sharp | dull blunt
sharpen | blunt dull
notice | ignore
source | sink
lean | fat fatty
pain | pleasure
rough | smooth
hope | despair
danger risk | safety
break | repair fix
absolute | relative
abstract | concrete
ordinary | extraordinary special
sleep | wake
native | foreign
advance | retreat
smart intelligent | stupid dumb
moving | stationary
primary | secondary
partly partially | wholly fully completely
ill | well
objective | subjective
! asleep sleep | awake
joint | separate individual sole
friendly | hostile unfriendly
busy | idle
shrink | stretch
penalty fine | reward bonus
hollow | solid
feed | starve
bare uncovered | covered
analysis | synthesis
poverty | wealth
mild | severe intense
moderate | severe extreme
ripe | unripe
gradual gradually | sudden suddenly
steep | gentle
leader | follower
simplify | complicate
seated sitting | standing
religious | secular
dominant | subordinate
concentrate concentration | dilute dilution
qualitative | quantitative
loosen | stiffen
joy happiness happy | sorrow sadness sad
guilt | innocence
record | erase
differentiate derivative | integrate integral
curved | straight
curly | straight
conserve | waste
central | peripheral
beautiful pretty | ugly
anterior | posterior
ample plenty | meager scarce
abundant | scarce
spoken oral verbal | written
sparkling carbonated | still
in_vitro | in_vivo
figurative figuratively | literal literally
feminine | masculine
persuade | dissuade
clear transparent | opaque cloudy
claim | forfeit waive
brave | cowardly
appreciate appreciation | depreciate depreciation
absorb | emit reflect release
relaxed calm | tense anxious
live | recorded
vocal | instrumental
prefix | suffix
annual | perennial
distal | proximal
coarse | fine
convict | acquit
accidentally accidental | deliberately deliberate intentionally intentional
ancestor | descendant
applied | theoretical
optimistic | pessimistic
unilateral | multilateral bilateral
fertile | sterile infertile
extinguish put_out | ignite light set_on_fire
brighten lighten | darken dim
hungry | full
immediate immediately | delayed later
evergreen | deciduous
recto | verso
odd_number | even_number
uppercase upper_case | lowercase lower_case
capitalize | lowercase
truthy | falsy
signed | unsigned
whitelist allowlist | blacklist denylist blocklist
opt-in | opt-out
preorder | postorder
depth-first depth_first | breadth-first breadth_first
leading | trailing
prepend | append
prefixed | suffixed
inclusive | exclusive
master primary | slave replica secondary
producer publisher | consumer subscriber
publish | unpublish consume
caller | callee
inner_join | outer_join
left_join | right_join
supervised | unsupervised
training_set train | test
overfitting | underfitting
precision | recall
bull_market | bear_market
call_option | put_option
long_position | short_position
bid | ask
issuer | holder
insurer | insured policyholder
lessor | lessee
grantor | grantee
licensor | licensee
franchisor | franchisee
claimant | respondent
appeal | accept
win | settle
promote | discourage
encourage | discourage
stimulate | suppress inhibit
activate | inhibit
constipation | diarrhea
constrict | dilate
hypo | hyper
lose_weight | gain
fasting | eating
vegetarian vegan | meat
salted | unsalted
sweetened | unsweetened
peeled | unpeeled
whip fold_in | fold
leavened | unleavened
skim low_fat | whole full_fat
low_fat low-fat | full_fat full-fat
boneless | bone-in
spicy hot | mild
ahead_of_schedule | behind_schedule
upgrade_class | downgrade_class
outbound_flight | return_flight
nonstop direct | connecting
! nonstop direct | layover
smoking | nonsmoking
male | female
rise | set
overtake | fall_behind
tail | head
heads | tails
ceiling | floor
sink | swim
odds | evens
accepting | refusing
arriving | departing
taking_off | landing
drop_in | drop_out
thin | fat thick
slim | fat
hairy | bald
lend | repay
repay pay_back | borrow
overdraw | deposit
arrears | advance
debit_balance | credit_balance
in_arrears | in_advance
prepaid pay_in_advance | postpaid pay_later
pay_now | pay_later
now | later
sooner | later
help improve relieve soothe | worsen aggravate
grow thrive bloom flower | die wilt wither
soothe calm | irritate aggravate
restore show recover | hide
promote | inhibit
hydrate | dehydrate
admit | discharge
onset | remission
flex | extend
contract | relax
preheat | cool
crispy | soggy
well_done | rare
get_on board | get_off disembark
peak | off_peak off-peak
book reserve | cancel
prosecute | defend
grant give | revoke
enforce | waive
salaried | hourly
exempt | nonexempt
deploy | undeploy rollback undo
ingress | egress
provision | decommission deprovision
cordon | uncordon
verbose | quiet
parse | serialize
floor | ceil
round_up | round_down
polite | rude
honest | dishonest
patient | impatient
kind | cruel
generous | stingy
humble | arrogant proud
lazy | hardworking diligent
tidy neat | messy
crowded | empty
interesting | boring
ancient old | modern contemporary
flexible | rigid
humid | dry
windy | calm
tropical | arctic
uphill | downhill
inland | coastal
underground | above_ground
carnivore | herbivore
active | passive
formal | informal
subject | object
accelerate | brake
reverse | forward
spicy | mild
glossy | matte
opaque | transparent
waterproof | permeable
landscape | portrait
matching | mismatched
peaceful | violent
voluntary | forced
plural | singular
concise brief | lengthy detailed
inflow | outflow
influx | exodus
immigrant immigration | emigrant emigration
immigrate | emigrate
creditworthy | uncreditworthy
uninstall | keep
wired | cordless
corded | cordless
rooted | unrooted
solvent | insolvent
prepaid | postpaid
landline | mobile
fasten buckle | unfasten unbuckle
crowd | disperse
swell | shrink
tense tighten | relax loosen
float | sink drown
ignite | extinguish
bloom | wilt
inhabit | vacate
occupied | vacant
arrive check_in | check_out
clog block | unclog unblock
"""

PREFIXES: Final = """
=un =dis =in =im =il =ir =non =de =mis =anti =counter =mal =a
up=down in=out im=ex in=ex in=de en=de en=dis over=under pre=post hyper=hypo maxi=mini max=min inner=outer macro=micro
=ab =an on=off optim=pessim multi=single mono=poly homo=hetero intra=inter as=de pro=anti super=sub ante=post fore=hind fore=back ac=de con=di
"""

# Endings that turn a word into its opposite; stems, so "careless" ends in "les".
SUFFIXES: Final = "ful=les philic=phobic"
# Opposites that are one when both texts go the same way: "import from A into B", "export from A to B".
CARRYING: Final = "import export upload download push pull send receive"
# Endings that say what can be done, as stems have them: "unreachable" is "cannot be reached".
ABILITIES: Final = "abl ibl"

# Words that only look like another one behind a negative prefix.
NO_PREFIX: Final = """
display discount discover discuss distribute dispose distance design default deposit depart describe deliver develop demand depend derive detail
deny decline delay delete debit import improve impress impact inform input install invest income index include increase invoice inside instead
intend insure inquire until under union unit unite arise around about above across account address apart award aside alike alive along aware await
allow antique mistake miss abroad another answer annual anonymous able
"""
