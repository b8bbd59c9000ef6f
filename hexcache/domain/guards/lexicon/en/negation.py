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
# Verbs that negate the infinitive after them: "fail to pay".
NEGATING_VERBS: Final = "fail refuse decline neglect"
# Verbs that negate the gerund after them: "stop my dog from barking".
PREVENTING: Final = "stop prevent quit avoid"
# Verbs that do so with "from" only: "keep my dog from barking", but: "keep reading".
HOLDING: Final = "keep block"

# Words that say already that something is amiss: "still missing" is "has not arrived".
TROUBLE: Final = """
problem issue error down against_the_law fail failure broken damaged wrong incorrect stuck missing lost decline deny block cancel pending delay late
invalid bug struggle disappear disable forget dangerous absent unavailable off empty lack avoid stop unsubscribe
hide skip ignore omit disconnect offline incomplete insufficient leave quit still outstanding expire crash freeze_up prevent
"""

# "I do not know how", "not sure whether", "cannot figure out why": the negation is about the speaker.
UNKNOWING: Final = """
know sure understand certain clear figure see remember recall tell find familiar expert technical savvy aware idea clue mind
"""
# "no problem", "not only", "or not": the negation says nothing.
EMPTY: Final = "no_problem no_matter no_doubt no_worries no_idea no_clue not_only not_just not_mention no_less no_more nothing_but not_least"
