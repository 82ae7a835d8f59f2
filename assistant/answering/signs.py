"""Reads the plain signs that a message wants a fixed reply: distress, orders, a person's data, small talk."""

# ruff: noqa: E501 — an alternative of a pattern is read whole; cut in two it hides what it matches

from __future__ import annotations

import re
from collections.abc import Callable

from assistant.answering.parts import asks, sentences


def _any(*patterns: str, flags: re.RegexFlag = re.IGNORECASE) -> Callable[[str], re.Match[str] | None]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), flags).search


_SELF = r"(?:my|him|her|your|them|our)sel(?:f|ves)"
_CANT = r"(?:can'?t|can ?not|couldn'?t|can'?t even)"
_ENOUGH = r"(?: (?:like this|with (?:it|this|everything|myself|life)|it|this|any ?more|any longer|at all|much longer|tomorrow))*"

_danger = _any(
    rf"\b(?:kill|hang|hurt|harm|cut|drown|shoot|poison|do away with)(?:t?ing|ed)? {_SELF}\b",
    r"\bsuicidal\b(?! (?:move|step|deal|decision|idea to sign))",
    r"\b(?:thinking|think|thought|thoughts|dream\w*|plan\w*|talk\w*) (?:of|about) (?:suicide|ending (?:it|my|his|her)|dying|death|killing|hurting|harming)\b",
    r"(?<!partner )(?<!partners )\b(?:commit|attempt|contemplat|consider)\w* suicide\b",
    r"\b(?:end|ending|take|taking|took|taken) (?:my|his|her|their) (?:own )?li(?:fe|ves)\b",
    r"\bend(?:ing)? it all\b",
    r"\b(?:want(?:s|ed|ing)? to|wanna|ready to|rather|going to|wish i could|longing to) (?:just )?(?:die|be dead|disappear|be gone)\b(?! out)",
    r"\b(?:i wish i (?:was|were)|i(?:'d| would) be better off|better off) dead\b|\b(?:better|easier|happier|best)\b.{0,20}\bif i(?:'d| had| was| were| am|'m| just)?\b.{0,20}\b(?:dead|gone|died|vanish\w*|disappear\w*|weren'?t (?:here|around|alive)|wasn'?t (?:here|around|alive)|not (?:here|around|alive)|never (?:been )?born)\b|\b(?:if|when) i (?:died|was dead|were dead|am dead)\b.{0,20}\b(?:notice|care|miss)|\b(?:notice|care|miss me) if i (?:died|was dead|were dead|disappeared|vanished)\b|\b(?:better|do better|better off) without me\b",
    r"\b(?:don'?t|do not|no longer|not|never) (?:want|wish|wanna)(?: to)? (?:live|be here|be alive|exist|wake|go on living|carry on living)\b",
    r"\bnever wake up\b|\bnot (?:waking|wake) up\b|\bwon'?t wake up\b",
    r"\b(?:reason|point|will|purpose) (?:to|in|of|for|to carry on|to go on) (?:liv\w+|be(?:ing)? alive|exist\w*)\b(?! (?:after |while )?reading)|\bcarry on living\b",
    r"\blife (?:is|isn'?t|is not|not|no longer|was) (?:not )?worth\b|\bworth living\b|\bwhether i live\b",
    r"\bi\b.{0,30}\bself[- ]?harm|\bthoughts of (?:suicide|self|death|dying)",
    r"\b(?:i|he|she|i've|just) (?:took|taken|have taken|had taken|has taken) (?:an|another) overdose\b",
    r"\bnot safe (?:on my own|alone|with myself|from myself)\b|\b(?:jump|jumping) (?:off|from) (?:a|the) (?:bridge|roof|building|cliff)\b|\bunder a train\b",
    r"\bleast painful way\b|\bpainless way\b",
)
_strain = _any(
    rf"\b(?:i|we) (?:just |really |simply )?{_CANT} (?:go on|carry on|cope|take|face|do|bear|survive|keep going|stop crying){_ENOUGH}(?=\s*(?:[.!,;]|$|and\b|because\b))",
    rf"\b{_CANT} (?:stop crying|live with myself|get out of bed|breathe|see a (?:future|way out))\b",
    r"\b(?:end|edge) of my (?:tether|rope)\b|\bat breaking point\b|\bon the edge\b|\bfalling apart\b|\blosing my mind\b",
    r"\b(?:i am|i'?m|i feel|feeling|feel|so|completely|utterly) (?:\w+ ){0,2}(?:hopeless|worthless|desperate|suicidal|broken|trapped|empty|numb|so alone|burn(?:t|ed)[- ]?out)\b",
    r"\blost (?:all )?(?:hope|the will)\b|\bhate myself\b|\b(?:dark|bad) thoughts\b|\bno way out for me\b",
    r"\b(?:i am|i'?m|i keep|i was|i) (?:always |just )?cry(?:ing)?\b|\bbreakdown\b|\bpanic attacks?\b",
    r"\bi\b.{0,20}\bdrink(?:ing)? .{0,30}\b(?:to (?:cope|get through|keep going|sleep)|every (?:day|night|morning))\b|\bto keep going\b",
    r"\bi (?:just )?want (?:it|it all|this|all of it|everything) to (?:stop|end|be over)\b|^i (?:just )?want to end it\W*$|\bgiv(?:e|ing) up on (?:life|everything)\b",
    r"\bdo something stupid\b|\bdestroyed me\b|\bmy (?:own )?(?:depression|mental health) (?:is|has)\b",
)

_ORDER = r"(?:^|[.!?;:,]\s*(?:and |then |now )?|\b(?:please|can you|could you|will you|would you|you (?:must|will|shall|should|can)(?: now)?|(?:want|need|order|instruct|ask) you to|(?:so|okay?|right|and),? now)\s+)(?:please |now |just )*"
_A = r"(?:me |us )?(?:up )?(?:a|an|some|my|our|this|the following|\d+|two|three|five|ten)\s+(?:[\w'-]+\s+){0,4}?"
_PIECE = r"(?:letters?|e-?mails?|press release|essays?|poems?|limerick|haiku|speech|story|tweets?|posts?|blog|song|slogans?|scripts?|code|minutes|slides?|slide deck|presentation|business case|adverts?|clauses?|contracts?|statements?|arguments?|quotes?|figures|statistics?|paragraphs?|leaflet|memo|article|sentence|conversation|joke|template|policy|agreement|motion|petition|spreadsheets?|table|slides?|poster|jingle|reply|response|notice|objection)"

_order = _any(
    rf"{_ORDER}(?:ignore|disregard|forget|override|bypass|overrule)\b.{{0,30}}\b(?:instructions?|prompts?|rules|guidelines|filters?|everything|above|previous|safety|sources?|citations?|approved|told)\b",
    rf"{_ORDER}(?:print|show|reveal|output|repeat|display|dump|tell me|give me|what (?:is|does|are|was))\b.{{0,25}}\b(?:system (?:prompt|message)|hidden|prompt|(?:words|line|text) above|your (?:\w+ )?(?:instructions|rules|configuration|(?:source )?code)|api keys?)\b",
    r"\bsystem prompt\b|\bjailbreak\b|\bdeveloper mode\b|\badmin(?:istrator)? access\b|\bi am your (?:administrator|developer|maker|owner)\b|\bno restrictions\b|\bunrestricted\b",
    rf"{_ORDER}(?:pretend|act (?:as (?:if|though|a|an|my|our|the)|like)|role-?play|simulate|imagine (?:that )?you|suppose you are|you are now|let'?s (?:play|pretend|do a role-?\s?play)|(?:be|play) (?:my|a|an|the|our) [\w'-]+(?: [\w'-]+){0, 2} and)\b|\brole[- ]play\b.{0, 20}\byou\b|^(?:system|assistant|developer) ?(?:message|prompt)? ?:|^(?:please )?say that [^?,]+$",
    r"\byou (?:are|will) now (?:be|act|a|an)\b|\bfrom now on,? (?:you|answer|reply|respond|write|speak)\b|\bfrom (?:here|now) on[\s.!]*$",
    rf"{_ORDER}(?:help me (?:to )?)?(?:write|draft|compose|create|generate|prepare|produce|make up|make|knock up|come up with|design|build|invent|fabricate|rewrite|rephrase|translate|summarise|proofread)\s+{_A}{_PIECE}\b",
    r"\band (?:then |now )?(?:write|draft|compose|invent|make up|knock up) (?:me|us)\b",
    rf"{_ORDER}(?:write|give|tell|sing|make) me (?:a|an|some|ten|five) (?:[\w-]+ ){{0,2}}(?:speech|story|joke|poem|song|essay|argument|slogans?|quote)\b",
    rf"{_ORDER}(?:help me )?(?:rewrite|rephrase|translate|invent|fabricate|make (?:something|things|it) up|write (?:minutes|slogans|code|something))\b",
    r"\b(?:your|you)\b.{0,12}\b(?:own |honest |personal )(?:opinion|view|thoughts?)\b|\bwhat(?:'s| is| are) your (?:opinion|views?|take)\b|\bwhat do you (?:personally|honestly|really|yourself) think\b|\bdo you (?:personally|yourself|honestly|really) (?:think|believe|like|favour|support|agree)\b",
    r"\bwho (?:should|shall|do|to)(?: i)? vote\b|\bwho to vote for\b|\bwhich party\b.{0,30}\b(?:vote|better|best)\b",
    rf"{_ORDER}(?:just )?(?:say (?:something|yes|no|that [\w-]+ (?:is|are))|answer only|only answer|just (?:answer|say|guess)|respond (?:only )?(?:in|with)|complete (?:this|the following))\b",
    r"\bwithout (?:any )?(?:citations|sources)\b.{0,20}\banswer|\banswer without (?:any )?(?:citations|sources)\b|\b(?:don'?t|do not) (?:use|show|give) (?:any )?(?:citations|sources)\b|\bjust guess\b",
    r"<script|\bselect\b.{1,40}\bfrom\b \w+;|\bdrop table\b|\bdelete from\b|\$\{|\{\{",
)

_PERSON = r"(?:man|woman|lady|gentleman|lad|lass|boy|girl|teenager|student|child|baby|mother|widow|widower|pensioner|teacher|driver)"
_person = _any(
    r"\bpatient,? (?:called |named |is )?(?:of )?(?:mr|mrs|ms|miss|dr)\b\.? ?\w",
    r"\b(?:patient|he|she)\b,? (?:was |is )?(?:born (?:on |in )?\d|aged \d|\d{1,3},|d\.?o\.?b\b|date of birth)",
    r"\bpatient\b.{0,40}\b(?:\d{1,3}[- ]years?[- ]old|aged \d{1,3}|date of birth|born \d)",
    r"\b\d{1,3}[- ]years?[- ]old (?:\w+ ){0,2}(?:patient|man|woman|lady|gentleman|boy|girl|teacher|mother|diabetic)\b.{10,}",
    rf"\b(?:saw|seen|have|a|an) (?:a |an )?(?:[\w-]+ ){{0,3}}{_PERSON} of \w+\b.{{10,}}",
    r"\b(?:patient of mine|my patient|one of my patients|patient on my list)\b, (?:a|an|mr|mrs|ms) ",
    r"\b(?:home|private) address\b|\b(?:mobile|home|personal|private) (?:phone |telephone )?number\b|\b(?:phone|telephone|bank account) number of\b|\bdate of birth of\b",
    r"\b(?:look up|find|get|give|show|open|pull up|see|list|name)\b.{0,20}\b(?:nhs number|record|notes|medical history|contact details|names?)\b.{0,12}\b(?:of|for)\b.{0,12}\b(?:patients?|users?|lady|man|gps|doctors)\b",
    r"\bdr\.? \w+\b.{0,30}\b(?:salary|earn\w*|suspended|investigat\w+|gmc|home|mobile|address|complain\w*|about me|paid|married|divorced|pregnant|drink\w*|struck off)\b|\b(?:salary|earnings|address|number|age) of dr\b",
    r"\b(?:what|which|show|read|see|tell|who)\b.{0,30}\bother (?:gps?|practices?|doctors?|users?)\b.{0,20}\b(?:asked|typed|said|wrote|written|been asking)\b",
    r"\bha(?:s|ve) (?:my|our|any|the|somebody|someone|anybody)\b.{0,40}\b(?:typed|asked you|told you|used this|been on here|logged (?:in|on))\b|\bwhere (?:does|do) .{3,50}\blive\b|\bnames? (?:please|names)\b",
    r"\b(?:is|are) (?:my|our|the|a) (?:[\w-]+ ){0,4}(?:pregnant|gay|ill|an alcoholic|having an affair|getting divorced)\b",
    r"\bwho(?: else)?(?: here| in my practice)? (?:has |have |is )?(?:asked|typed|been asking|asking|used this|using this|raised a concern)\b",
)  # fmt: skip
_named_patient = _any(
    r"\b(?:[Pp]atient|PATIENT) (?:called |named )?(?!GMS|PMS|NHS)[A-Z][a-z]+(?: [A-Z][a-z]+)?\b.{10,}",
    r"\b(?:M(?:r|rs|s)|Miss)\.? [A-Z][a-z]+\b.{0,60}\b(?:came in|operation|scan|surgery|ward|discharged|medicines|diagnos\w+|waited|record)\b",
    flags=re.RegexFlag(0),
)

_COURTESY = re.compile(
    r"^(?:(?:hi|hiya|hello|hey|hallo|helo|yo|dear (?:sir|madam|team|all|bot)(?: or madam)?|good (?:morning|afternoon|evening|day)|morning|evening|afternoon"
    r"|(?:no )?(?:thanks?|thank (?:you|u)|thx|tysm)(?: (?:so|very) much| a lot| again| for (?:that|this))?|many thanks|cheers|ta|ok(?:ay)?|great|cool|super|brilliant|perfect|lovely|right|sorry"
    r"|that'?s (?:great|helpful|clear)|there|all|again|everyone|bot|quick one|quick question)\b[\s,.!:;?–—-]*)+",
    re.IGNORECASE,
)

_thanks = _any(r"\b(?:thank|thanks|thx|tysm|cheers|ta|ok|okay|great|cool|super|brilliant|perfect|lovely|right)\b")
_insult = _any(
    r"\b(?:fuck\w*|f\*+\w*|shit\w*|bollocks|wank\w*|twats?|arse\w*|bastards?|dick\w*|piss off|sod off|get stuffed|scum\w*|bullshit|crap)\b",
    r"\b(?:you|this|what|site|bot|thing|chatbot|answer)\b.{0,30}\b(?:idiots?|idiotic|morons?|imbeciles?|stupid|useless|pathetic|rubbish|garbage|muppets?|clowns?|disgrace|joke|dumb|liars?|thick|waste of)\b",
    r"^\W*(?:idiots?|morons?|stupid|rubbish|useless|liars?|garbage)\b[\w ]{0,20}\W*$",
)
_myself = _any(r"\b(?:i|i'?m|i'?ve|i'?d|i'?ll|me|my|myself)\b")
_CLAUSE = re.compile(r"[,;:]\s+|\s[–—-]\s+")


def sign_in(text: str) -> str:
    """The kind of reply that the wording alone calls for, or ""."""
    if _danger(text) or (_strain(text) and not _asks_something(text)):
        return "distress"
    if _order(text):
        return "injection"
    return "personal-data" if _person(text) or _named_patient(text) else ""


def without_courtesies(text: str) -> str:
    """The question of a message that opens with a greeting or thanks; all of it when no question follows them."""
    rest = _COURTESY.sub("", text).strip()
    return rest if not rest or _asks_something(rest) else text


def courtesy_in(text: str) -> str:
    """The kind of reply for a message that is nothing but courtesies."""
    return "thanks" if _thanks(text) else "greeting"


def insults(text: str) -> bool:
    """Whether a message insults and asks nothing."""
    return bool(_insult(text)) and not _asks_something(text)


def tells_of_oneself(text: str) -> bool:
    """Whether its writer tells of themselves and asks nothing."""
    return bool(_myself(text)) and not _asks_something(text)


def _asks_something(text: str) -> bool:
    return any(asks(clause) for sentence in sentences(text) for clause in _CLAUSE.split(sentence))
