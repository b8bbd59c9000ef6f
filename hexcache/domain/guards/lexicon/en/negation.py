"""English negation.

Source: written by hand for this project. Licence: Apache-2.0, like the project.
"""

from __future__ import annotations

from typing import Final

# Words that negate by themselves.
NEGATORS: Final = """
not n't -free never no none nothing nobody nowhere neither without unable impossible forbidden forbid forbids prohibited prohibit prohibits
banned ban bans illegal unlawful outlawed disallowed non unless except excluding lack lacks lacking
"""
# Words that do so in company only: "sugar free", "apart from Spain", "all but one".
HALF_NEGATORS: Final = "free but apart aside other"
EXCEPTING: Final = "apart_from aside_from other_than"
FREED_OF: Final = """
gluten sugar fat dairy lactose nut peanut soy egg meat salt yeast grain wheat alcohol caffeine smoke dust pollen fragrance perfume chemical
plastic bpa paraben cruelty latex nickel lead duty tax toll interest commission fee debt risk hassle error bug ad advert spam pain stress
carbon emission fossil gmo hormone antibiotic hands rent mortgage
"""
UNIVERSAL: Final = (
    "all every any each no everyone everybody everything anyone anybody anything everywhere nothing nobody none"
)
# Verbs that negate the infinitive after them: "fail to pay".
NEGATING_VERBS: Final = "fail refuse decline neglect"
# Verbs that negate the gerund after them: "stop my dog from barking".
PREVENTING: Final = "stop prevent quit avoid"
# Verbs that do so with "from" only: "keep my dog from barking", but: "keep reading".
HOLDING: Final = "keep block"

# Words that say already that something is amiss: "still missing" is "has not arrived".
TROUBLE: Final = """
problem issue error down against_the_law fail failure locked_out broken damaged wrong incorrect stuck missing lost decline deny block cancel pending delay late
invalid bug struggle disappear disable forget dangerous absent unavailable off empty lack avoid stop unsubscribe
hide skip ignore omit disconnect offline incomplete insufficient leave quit still outstanding expire crash freeze_up prevent
"""

# Of these, what can be amiss with a thing that did happen: "arrived damaged" is not "has not arrived".
FLAWS: Final = "damaged wrong incorrect late delay incomplete insufficient empty invalid expire dangerous"

# "I do not know how", "not sure whether", "cannot figure out why": the negation is about the speaker.
UNKNOWING: Final = """
know sure understand certain clear figure see remember recall tell find familiar expert technical savvy aware idea clue mind
"""
# Words behind a negation that make it a matter of time, and those that say so without one: "not until" is "only after".
WAITING: Final = "until till"
IN_TIME: Final = "before after once only first"
# Verbs that say "without" of a thing: "remove the background", "without its background".
LACKING: Final = "without"
REMOVING: Final = "remove delete lose drop cut_out get_rid strip skip omit avoid"
# "no problem", "not only", "or not": the negation says nothing.
EMPTY: Final = """
no_cost no_charge not_hesitate n't_hesitate never_mind no_problem no_matter no_doubt no_worries no_idea no_clue not_only not_just not_mention nothing_but not_least
no_less_than no_more_than no_fewer_than not_less_than not_more_than not_fewer_than
"""
