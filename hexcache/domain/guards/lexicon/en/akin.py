"""English words that are not synonyms and yet often put the same question.

Source: written by hand for this project. Licence: Apache-2.0, like the project.

One group a line. The guards of replaced words let these stand for one another; opposites and names are judged before.
"""

from __future__ import annotations

from typing import Final

AKIN: Final = """
stop disable shut_down prevent end quit halt cancel close avoid block suspend kill remove
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
store save keep put hold
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
read view open
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
phone device
app program software tool
software program tool
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
sleep rest
law rule regulation
contract agreement lease
right entitle
team club
game match
song music
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
picture image
"""
