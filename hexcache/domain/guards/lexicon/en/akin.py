"""English words that are not synonyms and yet often put the same question.

Source: written by hand for this project. Licence: Apache-2.0, like the project.

One group a line. The guards of replaced words let these stand for one another; opposites and names are judged before.
"""

from __future__ import annotations

from typing import Final

AKIN: Final = """
stop disable shut_down prevent end quit halt cancel close avoid block suspend kill remove
maximum high big top most
minimum low small least
long many
get obtain receive find buy order request apply acquire earn have fetch
change update move convert replace transform turn switch rename set adjust customize
update move migrate upgrade
make create start write prepare cook bake build generate set_up set add brew produce design develop
find verify see look get display know determine identify tell figure_out detect view
fix handle deal debug address improve
good effective efficient useful advantage help healthy fine okay nice safe benefit best recommend suitable
bad harm dangerous unhealthy wrong risk
best top good ideal recommend perfect
big enlarge increase grow large high
small reduce decrease less low
long time duration last take
old age
much amount many number cost
cost pay spend price expensive charge
pay spend buy cost
define specify describe set explain
choose retrieve fetch get pick extract
prove verify confirm show demonstrate
double twice
correspond relate match
symptom sign show indicate indication
responsible responsibility liable liability
freeze block lock suspend stop
convert turn transform change multiply translate
mix combine together take
eat food meal diet consume have
drink alcohol beverage
arrive ship get receive come reach
fail decline error problem reject go_wrong crash broken
send give submit transfer move post pass
use apply run have take via employ with
run execute start launch use work
work function run operate
store save keep put hold leave
say call name mean pronounce
fill_in end
do perform make complete finish
go travel get drive reach
see view access open find visit read
open access start launch unlock
log_in access open connect
connect link attach add pair
add include attach append put insert set
remove clear clean take_off cancel erase
clean clear remove get_out wash
keep stay remain store
meaning definition stand
reason cause why purpose
difference compare different
history past old previous
near close around local
require mandatory must obligatory
allow possible legal ok can
forbid illegal block
difficult long complicated
simple basic quick beginner
example sample demo
instruction guide tutorial manual step
learn understand study know
show explain describe demonstrate
ask request apply
answer solution explanation
place location where site spot
date day time when deadline
start begin beginning open
end finish close complete expire
win beat defeat
build construct erect
lose miss forget
leave exit quit go
happen occur cause
grow raise cultivate increase
protect secure defend guard
watch see view
listen hear
play use
write compose draft create
teach explain show
wear use
own have possess
contain have include
live stay reside
born come birth
die death kill
kill remove destroy
city town place
country nation place state
house apartment home property
room place space
money cost price amount fee
job work position role career
company employer firm
person people someone individual man
thing item object
computer device machine laptop desktop
app program software tool
website page online internet
file document attachment
picture file
message email text
password code login
account profile membership subscription
card account
statement document record
payment transaction transfer pay
balance money amount
bill payment charge
loan credit
insurance policy cover coverage
trip vacation holiday tour
flight ticket
ticket booking
book reserve order schedule
hotel room
restaurant place
food dish cuisine
recipe dish make cook
dose amount
medication pill treatment
illness condition
pain ache hurt
doctor physician specialist
exercise train training
weight fat
law rule regulation
contract agreement lease
right entitle
team club
game match
movie show
class course lesson
school class
test exam check
list array display
list show get
code program script
command code
function method
variable value
error exception message
server host machine
database table
table data
query search
deploy release publish install
release publish launch
version release edition
setting option configuration
button key
screen display
area neighborhood neighbourhood district region quarter zone place
item product article goods thing purchase
document papers paperwork form certificate
move shift slide push drag
vision sight eyesight
hour time
consequence happen effect
include cover contain
resume cv curriculum_vitae
pc computer desktop machine
gift present
client customer user member guest
user person people customer member
visitor guest tourist traveler
student pupil learner
teacher instructor professor tutor
employee worker staff colleague
boss manager supervisor employer
child kid son daughter baby
parent mother father
man guy person
woman lady person
doctor gp physician
street road avenue
shop store supermarket market
building house office
office workplace desk work
town village city
journey trip travel drive
route way path road
car vehicle automobile
vehicle car truck
airline carrier
airport terminal
station stop
baggage luggage bag suitcase
bag purse backpack
seat place chair
meal dish food lunch dinner
drink beverage water
cup mug glass
pan pot
oven stove
knife blade
fridge freezer refrigerator
flavor taste
smell odor scent
sound noise
color shade
size dimension
shape form
weight mass
width breadth
speed rate
price rate
limit maximum cap restriction
restriction limitation rule
benefit advantage perk
drawback problem limitation
problem difficulty trouble
error bug fault issue mistake
cause reason source
result outcome effect
goal target aim
plan strategy schedule
project job task
task job duty
meeting appointment call
event occasion
party event
show event performance
player athlete
score result
prize award
contest competition tournament
training practice course
skill ability
knowledge information
information data details
data information records
report document
letter mail
message note
call phone contact
contact reach call email message
mail email post
address location
map directions
sign symbol mark
symbol character icon
word term phrase
sentence phrase
paragraph section
chapter section
page site
title heading name
label tag
category type class
kind type sort
group team set
set group collection
collection set list
row line
field column box
box field container
window screen tab
tab page
link url
button icon
menu list
folder file
disk drive storage
storage space memory
memory ram
space room storage
network connection internet
connection link internet
signal reception
device phone gadget
camera photo
video film movie clip
music song audio
audio sound
book novel
story novel tale
author writer creator
newspaper magazine
article post blog
post article message publish
photo picture image
picture photo drawing
drawing sketch picture
design layout
format layout type
style look design
look appearance
appear seem look show
shine glow
cut chop slice trim
chop slice cut dice
mix stir blend
pour add
heat warm cook
cool chill
melt dissolve
dry wipe
wash rinse clean
wipe clean erase
sweep clean
polish clean shine
repair fix replace service
service maintenance support
maintain service keep
install set_up mount fit
mount attach hang
assemble build
break damage destroy
damage harm break
harm damage hurt
hurt injure ache
bleed blood
sneeze cough
swell swelling
itch scratch
sleep nap rest
rest relax
breathe breath
walk go hike
run jog sprint
jump leap
climb go_up
drive ride travel
fly travel
sail cruise
swim bathe
dance move
sing perform
play perform
paint color draw
draw sketch paint
type enter write
enter type input
print output
output result
save record
record register log
register enroll apply
apply register submit
submit send upload
upload add send
download get save
share send post
send share forward
reply answer
demand require request
offer provide give
provide supply offer
deliver bring send
bring take carry
hold keep carry
catch get
throw toss
drop fall
rise increase
develop grow build
invent create develop
discover find
explore discover
browse search surf
visit see go
attend visit join
join attend enter sign_up
escape leave
avoid prevent skip
skip avoid miss
delay postpone
wait delay
hurry rush
complete finish fill_in
succeed win
fail lose
disconnect disable close end stop leave
disable unsubscribe cancel leave
less under below few fewer
free free_of_charge
more over above great exceed
wire cord cable
iterate cycle loop repeat
more most
less least fewest
hot warm
cold cool
sign_up subscribe register join enroll
try attempt test
test try check
check test inspect
measure calculate
calculate compute determine count
estimate calculate
guess estimate
predict forecast
plan organize
organize arrange manage
manage handle run control
lead manage
rule govern
belong own
need require
want need
like enjoy love prefer
hate dislike
fear worry
worry concern
care worry
trust believe
believe think
hope wish
dream wish
wish want
plan intend
decide choose
accept agree take
receive accept
refuse decline
argue discuss
discuss talk
talk speak
tell say inform
inform tell notify
notify inform warn
guide lead show
help support assist
save rescue
protect save
lock secure
close lock
cover hide
wrap cover
pack prepare
prepare plan
replace change swap
exchange swap change
return bring_back
rent lease
borrow rent
invest put
earn make
owe pay
deduct subtract
add count
merge combine
split divide separate
sort organize order
filter sort
group sort
fit suit match
compare match
vary differ
"""
