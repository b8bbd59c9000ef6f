"""English words that carry grammar rather than content.

Source: written by hand for this project. Licence: Apache-2.0, like the project.
"""

from __future__ import annotations

from typing import Final

CONTRACTIONS: Final = """
o'clock=oclock can't=can_n't cannot=can_n't cant=can_n't won't=will_n't wont=will_n't don't=do_n't dont=do_n't doesn't=does_n't doesnt=does_n't
didn't=did_n't didnt=did_n't isn't=is_n't isnt=is_n't aren't=are_n't arent=are_n't wasn't=was_n't wasnt=was_n't weren't=were_n't
werent=were_n't couldn't=could_n't couldnt=could_n't wouldn't=would_n't wouldnt=would_n't shouldn't=should_n't shouldnt=should_n't
haven't=have_n't havent=have_n't hasn't=has_n't hasnt=has_n't hadn't=had_n't hadnt=had_n't mustn't=must_n't mightn't=might_n't
needn't=need_n't ain't=is_n't aint=is_n't shan't=shall_n't
i'm=i_am im=i_am i've=i_have ive=i_have i'd=i_would i'll=i_will you're=you_are youre=you_are you've=you_have you'd=you_would
you'll=you_will we're=we_are we've=we_have we'd=we_would we'll=we_will they're=they_are they've=they_have they'd=they_would
they'll=they_will it'll=it_will that'll=that_will let's=let_us gonna=going_to wanna=want_to gotta=got_to lemme=let_me gimme=give_me
whats=what_is what's=what_is hows=how_is how's=how_is wheres=where_is where's=where_is whos=who_is who's=who_is whens=when_is
when's=when_is why's=why_is thats=that_is that's=that_is theres=there_is there's=there_is here's=here_is it's=it_is he's=he_is she's=she_is
"""

# Words that say "without" in one word.
ABSENCE: Final = """
offline=without_internet cashless=without_cash paperless=without_paper sugarless=without_sugar meatless=without_meat seedless=without_seeds
cordless=without_cord passwordless=without_password keyless=without_key ticketless=without_ticket driverless=without_driver
sleeveless=without_sleeves jobless=without_job childless=without_children paperlessly=without_paper
"""

IRREGULAR: Final = """
go=goes,going,went do=does,doing,did,done have=has,having,had be=is,are,am,was,were,been,being use=used buy=bought sell=sold
pay=paid send=sent lend=lent spend=spent lose=lost,losing,loses win=won find=found forget=forgot,forgotten get=got,gotten give=gave,given
take=took,taken,taking make=made,making break=broke steal=stole freeze=froze,frozen hide=hid show=shown keep=kept leave=leaving begin=began,begun
choose=chose,chosen write=wrote,written drive=drove,driven eat=ate,eaten drink=drank,drunk fly=flew,flown grow=grew,grown know=knew,known
see=saw,seen,seeing sing=sang,sung sleep=slept speak=spoke,spoken teach=taught tell=told think=thought understand=understood wake=woke,woken
wear=wore,worn rise=rose,risen fall=fell,fallen build=built catch=caught bring=brought come=came,coming run=ran feel=felt hold=held hear=heard
meet=met read=reading sit=sat stand=stood swim=swam throw=threw,thrown withdraw=withdrew,withdrawn withdrawal=withdrawals die=dying,dies,died
lie=lying try=tried tie=tying,tied say=said sign=signing child=children kid=kids person=people,persons man=men woman=women foot=feet tooth=teeth
mouse=mice wife=wives life=lives knife=knives half=halves leaf=leaves shelf=shelves self=selves good=goods medium=media datum=data
forbid=forbade,forbidden freeze=freezing prove=proven beat=beaten bite=bit,bitten blow=blew,blown draw=drew,drawn fight=fought seek=sought
shake=shook sink=sank,sunk sweep=swept swear=swore tear=tore,torn weep=wept overpay=overpaid undergo=underwent undo=undid,undone bind=bound
free=freed safe=safely day=days way=ways daily=dailies analysis=analyses crisis=crises
able=ably debit=debited add=added,adding ask=asked,asking end=ended,ending use=using age=aged,aging aid=aided see=sees agree=agreed,agreeing
log=logs fee=fees key=keys bill=bills fail=fails own=owned,owning act=acted,acting let=letting,lets set=setting_up top=topped
multiply=multiplying,multiplies,multiplied create=creating,created,creates,creation,creations raise=raising,raised cause=causing,caused pause=pausing,paused house=housing
please=pleasing,pleased ease=easing,eased seize=seizing,seized release=releasing,released read=reader lease=leasing,leased
succeed=succeeds,succeeded,succeeding exceed=exceeds,exceeded,exceeding proceed=proceeds,proceeded,proceeding need=needs,needed,needing
feed=feeds,feeding speed=speeds,speeding embed=embeds tie=ties pie=pies see=seen true=truth arrive=arrival departure=departures approve=approval refuse=refusal reject=rejection deny=denial renew=renewal
"""

KEPT: Final = """
odds gone https tired news evening morning something anything nothing everything united during series species analysis gas bus plus minus lens
address access process business success discount amount payment apartment department government moment document comment
meeting building ceiling wedding missing left lost broken damaged daily weekly monthly yearly hourly quarterly rarely nearly
settings feed speed need seed bleed breed exceed succeed proceed embed shed bed red sled hundred used married unable
savings latest newest oldest earliest as his its this yes us was has does thus bias alias canvas christmas texas paris
station nation ration passion mission session version region religion opinion union onion million billion lion
ring king sing wing string spring thing bring swing sling sting cling fling ping ding
"""

COMPARABLE: Final = """
big small large tall short long high low cheap old young new fast slow hot cold warm cool hard soft easy heavy light dark bright wide narrow
thick thin deep shallow rich poor strong weak loud quiet wet dry clean dirty safe early late near great fresh sweet sour healthy dangerous
simple tiny huge broad quick close tight loose smart nice happy sad ugly
"""

FUNCTION: Final = """
a an the this that these those some any each every all both either such own same_as
i me my mine myself you your yours yourself he him his she her hers it its itself we us our ours they them their theirs one ones
who whom whose which what whatever when where why how
is are am was were be been being do does did doing done have has had having can could will would shall should may might must ought
and or but nor so if then than as of at by for from in into on onto to with about up out over
there here just also too very really quite so much only even still yet already ever actually basically simply please kindly thanks thank
hi hello hey dear ok okay well oh yes let us not n't possible able mine else
st nd rd th oclock get got go going want wants wanted like would need
"""

SOFT: Final = """
way method step procedure process instruction guide thing stuff explain tell show know understand say give make take use put let
allow want wish hope look wonder ask question answer help advice advise suggest recommend please thank possible able do go get have be
good_idea idea opinion recommend best correct proper exactly mean definition command code actual real certain specific general
quick quickly simple term tip info information detail figure find out happen way work set need require necessary manage
make_sure ensure it_take currently typically usually just now regarding concern involve perform carry achieve accomplish handle deal proceed start_with order version
"""

# Little words that turn a verb into another one: "turn on" is not "turn off".
PARTICLES: Final = "on off up down out in back"
# Those that belong to the verb even with something behind them: "take me off the list".
LEAVING: Final = "off out back"
AUXILIARIES: Final = (
    "is are was were am having do does did can could will would shall should have has had must might may need"
)
DETERMINERS: Final = "a an the this that these those my your our his her their its"
GERUND_ENDINGS: Final = "ing"
NOT_GERUNDS: Final = (
    "something anything everything nothing thing morning evening string spring king ring building ceiling bring"
)
PASSIVE_AUXILIARIES: Final = "is are was were am be been being"
PARTICIPLE_ENDINGS: Final = "ed"
PARTICIPLES: Final = """
paid sent made done given taken sold bought lent told known found held kept left lost shown built caught put set read written driven stolen broken
chosen spoken forgotten hidden eaten beaten won led fed hit cut hurt spent taught thought understood worn born thrown drawn grown seen
"""
# What follows an auxiliary in a question: "don't I", "isn't the".
PERSONAL: Final = """
i you we they it he she there this that these those my your our their his her its the a an anyone anybody somebody someone everyone people
"""
# What may stand before the first clause.
OPENERS: Final = "hi hello hey so and but or please ok okay well then also dear sorry"
QUESTION_WORDS: Final = "how what where when why which who whom whose whether if"
# Those that ask for a party: "who taught Ann" is not "who did Ann teach".
ASKED_PARTIES: Final = "who whom what"
# Words that stand for a thing that was named: "a new one".
SUBSTITUTES: Final = "one ones"
# Verbs with which somebody makes another one act: "I get Ann to call Bob" is about "Ann calls Bob".
CAUSATIVES: Final = "get want ask allow let make tell"
# Those that ask for a thing among several: "which service calls it" is not "which service does it call".
ASKED_THINGS: Final = "which what"
# With these the party that is asked for is not who does it: "which service does it call".
DO_SUPPORT: Final = "do does did"
# Questions that never have the same answer.
OTHER_QUESTIONS: Final = "when=why when=where when=how why=how why=where who=when who=where who=why who=how"
# What makes "how" another question: "how long".
DEGREES: Final = (
    "long much many soon often far old come big tall fast high deep wide heavy hard late early likely about"
)

# Prepositions that give what follows them a part to play.
MARKERS: Final = "out_of inside to into onto towards toward from off of by for with than in at on through via against under over behind after before and or vs versus between about as"
FROM_MARKERS: Final = "from off out_of"
TO_MARKERS: Final = "to into onto towards toward"
# A preposition before what something becomes: "save A as B".
BECOMING_MARKERS: Final = "as"
# Prepositions that only things have behind them.
PLACE_MARKERS: Final = "in on at inside"
# Verbs that give something up, and the prepositions before what comes in its place: "replace A with B", "leave A for B".
EXCHANGING: Final = "replace swap exchange trade redeem trade_in swap_out leave quit abandon"
EXCHANGING_MARKERS: Final = "for with by"
# Behind these a "to" belongs to the verb: "is she able to call him" is "can she call him".
BEFORE_INFINITIVES: Final = "able allow permit entitle possible want wish need hope would_like"
# Prepositions before a gerund or an infinitive, which open a clause of its own: "the way to get Ann paid".
PURPOSE_MARKERS: Final = "to for"
# With these, exchanging the two parties changes nothing.
SYMMETRIC_MARKERS: Final = "and or vs versus between with"
# Of these, those behind which a word shares the part of the one before: "on A and B".
COORDINATING: Final = "and or"
# With these, a thing that has one and a thing that has none may have changed places.
DIRECTED_MARKERS: Final = "to from by of than before after against over under behind through via"
# What tells two parties apart by the side that each is on, in whatever words: "is A below B".
RELATIONS: Final = "before after above below over under behind than exceed outweigh precede"
# What somebody has and what somebody wants in its place: "I have an A and need a B".
HAVING: Final = "have has hold own am is are use"
WISHING: Final = "want need like would_like prefer wish instead"
JOINTS: Final = "and but"
# What comes first and what second: "A before B", "first A and then B", "once A is over, B".
BEFORE: Final = "before"
AFTER: Final = "after"
FIRST: Final = "first"
THEN: Final = "then afterwards afterward later subsequently"
ONCE: Final = "once when"
OVER: Final = "over finished done"
# The speaker as a party: "I block Ann" is not "Ann blocks me".
SPEAKER: Final = "i me myself we us ourselves"
SYMMETRIC: Final = """
versus between distance far difference compare similar same different in_common equal equivalent relate marry meet compatible parallel adjacent
synonym rhyme interchangeable connect pair time_difference married engaged near next_to alike identical resemble correlate correlation overlap
intersect intersection relationship relation related conflict collide coexist interact
interaction differ divorce divorced consistent perpendicular congruent opposite antonym
"""
# Of these, what says nothing of two parties where it describes a thing: "with the same number".
ATTRIBUTED: Final = "same similar different identical equal equivalent opposite compatible"
# With these, "with" has a direction: "replace A with B".
REPLACING: Final = "replace substitute swap exchange trade fill cover supply provide buy share"
REPLACING_MARKERS: Final = "with"
# Articles that are letters too, as in "from A to B".
LETTERED: Final = "a"
# Words that open another clause.
SUBORDINATORS: Final = "when if while because since although unless until whenever once"
