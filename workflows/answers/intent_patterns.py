"""How people ask for facts of this moment: an intent, and phrases for it."""

from enum import StrEnum


class Intent(StrEnum):
    """Facts of this moment that people ask for."""

    STATE = "state"
    """Is it fresh, when did it last sync, why is it failing."""
    OWNER = "owner"
    EXISTS = "exists"
    BROKEN = "broken"
    PAUSED = "paused"
    IN_DEVELOPMENT = "in development"
    LEAVING = "about to be deleted"
    MY_REQUEST = "my request"
    LANDS = "lands in"
    TABLES = "tables"
    CONNECTION_ID = "connection id"
    WHO_HAS_ACCESS = "who has access"
    GET_ACCESS = "get access"
    COST = "cost"


X = r"(?P<x>.+?)"
SYNC = r"(?:sync(?:ed|ing)?|refresh(?:ed)?|updated?|load(?:ed)?|r[au]n|import(?:ed)?)"
BAD = (
    r"(?:failing|failed|fail|broken|broke|break(?:ing)?|down|stuck|delayed|stale|late|behind|red|"
    r"outdated|paused|incomplete|not (?:working|work|syncing|sync|updating|update|loading|fresh))"
)
GOOD = r"(?:fresh|up[ -]to[ -]date|current|healthy|ok|okay|working|running|alive|synced|syncing|in sync|live)"
LATELY = r"(?: (?:today|yet|now|right now|currently|again|last night|this morning|lately|already))*"
PERIOD = r"(?: (?:these days|now|so far|this month|last month|(?:per|a|each|every) month|monthly))?"
CONNECTIONS = r"(?:connectors?|connections?|syncs?|integrations?|imports?)"
LISTING = r"^(?:so )?(?:which|what|list|show|any|are there|is there|is|how many|give me|tell me)\b"

PATTERNS: tuple[tuple[Intent, str], ...] = (
    (
        Intent.MY_REQUEST,
        r"^(?:so |and )?(?:wheres?|whats?|hows?|when|is|has|did|any|who(?! (?:approves|decides)\b)|whom)\b"
        r".*\bmy (?:(?:connector|connection|fivetran|access|open|last|latest|new|own|current) )*"
        r"(?:requests?|tickets?)\b(?! form)",
    ),
    (
        Intent.MY_REQUEST,
        r"\b(?:where|wheres|who|whom|status|state|happen(?:s|ed|ing)|waiting|stuck)\b.*?\b(?P<x>[a-z]{2,10}-\d+)\b",
    ),
    (
        Intent.BROKEN,
        rf"^(?:so )?(?:whats?|anything|something|which|what|is anything|did anything|has anything|list)\b"
        rf"(?: else| all)?(?: of)?(?: our| the| my)?(?: {CONNECTIONS})?(?: is| are| has| have| was)?"
        rf"(?: currently| now)? (?:broken|broke|break|failing|failed|fail|down|red|wrong)"
        rf"(?: {CONNECTIONS})?{LATELY}(?: in (?:fivetran|production|prod|development|dev))?$",
    ),
    (
        Intent.BROKEN,
        rf"^(?:is|are) (?:everything|all|all (?:of )?(?:our|the)? ?{CONNECTIONS}) (?:still )?{GOOD}{LATELY}$",
    ),
    (Intent.BROKEN, rf"^(?:are|is) (?:there )?any(?: of the)? {CONNECTIONS} {BAD}{LATELY}$"),
    (
        Intent.LEAVING,
        rf"{LISTING}.*\b(?:about to|going to|due to|will|scheduled to|to) be "
        r"(?:deleted|removed|cleaned up|gone)\b",
    ),
    (Intent.LEAVING, rf"{LISTING}.*\b{CONNECTIONS}\b.*\b(?:expir(?:e|es|ing)|deleted|removed|to go)\b"),
    (
        Intent.PAUSED,
        rf"{LISTING}.*\b{CONNECTIONS}\b.*\bpaused$|{LISTING}(?: all)?(?: the| our| of the)* paused\b"
        rf"|^paused {CONNECTIONS}$|^what(?:s| is| are)? paused$",
    ),
    (
        Intent.IN_DEVELOPMENT,
        rf"{LISTING}(?:.*\b{CONNECTIONS}\b)?.*\b(?:are|is|whats|currently|still|"
        r"connectors|connections) in (?:the )?(?:dev|development)(?: environment)?$"
        rf"|^whats in (?:dev|development)$|{LISTING} (?:dev|development) {CONNECTIONS}\b",
    ),
    (Intent.WHO_HAS_ACCESS, rf"\bwho (?:all )?(?:has|have|got|has got) access (?:to|in) {X}$"),
    (Intent.WHO_HAS_ACCESS, rf"\bwho can (?:access|see|read|view|query|use|log ?in to|log ?into) {X}$"),
    (Intent.WHO_HAS_ACCESS, rf"\bwho (?:is|are) (?:in|members of) {X}$"),
    (
        Intent.GET_ACCESS,
        rf"\b(?:how|can|could|may|need|needs|get|request|want|would like|give|grant|where)\b.*\b"
        rf"(?:access|permissions?) (?:to|for|on) {X}"
        r"(?: please| from| in order\b.*| so\b.*| because\b.*| as i\b.*)?$",
    ),
    (Intent.CONNECTION_ID, rf"\b(?:connection|connector)[ _]ids? (?:of|for|to use for|to) {X}$"),
    (Intent.CONNECTION_ID, rf"\b(?:of|for) {X}(?:s)? (?:connection|connector)[ _]id$"),
    (
        Intent.CONNECTION_ID,
        rf"^(?:whats? (?:is )?|give me )?(?:the )?{X}(?:s)? (?:connection|connector)[ _]id\b",
    ),
    (
        Intent.CONNECTION_ID,
        rf"\bairflow (?:variable|var|id|key)(?: key| value| name| id)? (?:of|for|to use for) {X}$",
    ),
    (
        Intent.COST,
        rf"\b(?:what|how much)(?: money)? (?:does|do|did|is|are|will) {X} (?:cost|costing|spend)\b",
    ),
    (
        Intent.COST,
        rf"\b(?:what|how much)(?: money)? (?:do|did|are) we (?:pay|spend)(?:ing)? (?:for|on) {X}{PERIOD}$",
    ),
    (Intent.COST, rf"\b(?:costs?|price|bill|mar|monthly active rows) (?:of|for) {X}{PERIOD}$"),
    (
        Intent.COST,
        rf"\bhow (?:expensive|costly) is {X}$|\bhow many (?:mar|monthly active rows) (?:does|has) "
        r"(?P<y>.+?)(?: have| use| cost)?$",
    ),
    (
        Intent.TABLES,
        rf"\btables\b.*?\b(?:does|do|in|of|for|from) {X}(?: have| has| load| sync| contain| bring)?$",
    ),
    (Intent.TABLES, rf"^(?:which|what|list|show me|show)(?: all)?(?: the)? {X} tables\b"),
    (
        Intent.LANDS,
        r"\b(?:which|what) (?:(?:bigquery |destination |gcp |google )?(?:dataset|project|schema|destination)"
        rf"(?: and | or |, )?)+ (?:does|do|is|are|has|have|will|can i find) {X}"
        r"(?: (?:data )?(?:land|lands|go|goes|load|loads|loaded|end up|be|in|live|lives|stored|write|writes|"
        r"land in|go to|into|in bigquery))*$",
    ),
    (
        Intent.LANDS,
        rf"\bwhere (?:does|do|is|are|can i find|will|did) {X}(?: (?:data|land|lands|go|goes|load|loads|"
        r"loaded|live|lives|end up|stored|be|located|in bigquery))*$",
    ),
    (
        Intent.LANDS,
        rf"\b(?:dataset|schema|project) (?:of|for) {X}$|\b(?:which|what) (?:dataset|schema) "
        r"(?:has|holds|contains) (?P<y>.+)$",
    ),
    (
        Intent.EXISTS,
        rf"\b(?:do|did) we (?:already |currently )?(?:have|use|got|sync|load|import|ingest|pull) {X}"
        r"(?: (?:in|into|to|from|with|via|through) (?:fivetran|bigquery|the warehouse))?(?: already| yet)?$",
    ),
    (Intent.EXISTS, rf"\bis there (?:already |currently )?(?:an? |any )?{X}(?: already| yet| in fivetran)*$"),
    (Intent.EXISTS, rf"\bare we (?:already )?(?:syncing|loading|importing|ingesting|pulling) {X}{LATELY}$"),
    (Intent.EXISTS, rf"\bdoes (?:an? )?{X} (?:already )?exist(?: already| yet)?$"),
    (
        Intent.OWNER,
        rf"\bwho (?:owns|own|maintains|manages|runs|(?:is|are) (?:responsible|accountable) for|looks after|"
        rf"is in charge of|requested|asked for|set up|created|made|built|takes care of) {X}$",
    ),
    (Intent.OWNER, rf"\b(?:the )?(?:business )?owners? (?:of|for) {X}$|\bwho is (?P<y>.+?)s owner$"),
    (
        Intent.OWNER,
        r"\bwho (?:do|should|can|could) i (?:ask|contact|talk to|ping|speak to|write to) "
        rf"(?:about|for|regarding) {X}$",
    ),
    (Intent.OWNER, rf"\bwhose (?:(?:connector|connection|data) )?is {X}$"),
    (
        Intent.STATE,
        rf"\bwhy (?:is|are|does|do|did|has|have|was|isnt|arent|doesnt|didnt|hasnt|wasnt) {X} "
        rf"(?:so |always |still |keep |been |getting )*(?:{BAD}|{GOOD}|{SYNC}|work){LATELY}$",
    ),
    (Intent.STATE, rf"\bwhy (?:isnt|arent|doesnt|didnt|hasnt) {X} .+$"),
    (
        Intent.STATE,
        rf"\b(?:whats?|what is|what has|what)(?: going)? (?:wrong|up|on|happened|happening|"
        rf"the (?:problem|matter|issue|status|state)) (?:with|to|of) {X}{LATELY}$",
    ),
    (
        Intent.STATE,
        rf"\b(?:is|are|isnt|arent) {X} (?:still |not |currently |ever )*(?:{BAD}|{GOOD}|ok or not)"
        rf"{LATELY}$",
    ),
    (Intent.STATE, rf"\bhow (?:fresh|old|recent|current|stale|up[ -]to[ -]date) (?:is|are) {X}{LATELY}$"),
    (
        Intent.STATE,
        rf"\bwhen (?:did|was|has|is|will|does) {X} (?:last |most recently |next |been |successfully )*"
        rf"{SYNC}(?: last| next)?{LATELY}$",
    ),
    (
        Intent.STATE,
        rf"\b(?:last|latest|next) (?:successful )?(?:sync|update|refresh|load|run)(?: time| date)? "
        rf"(?:of|for) {X}$",
    ),
    (Intent.STATE, rf"\bwhen (?:was|is) {X}s (?:last|next) (?:sync|update|refresh|load|run)$"),
    (
        Intent.STATE,
        rf"\b(?:has|did|does|have) {X} (?:already |even |still )?(?:{SYNC}|work|fail|break)"
        rf"(?:ed)?{LATELY}$",
    ),
    (Intent.STATE, rf"\b(?:status|state|freshness|health) (?:of|for) {X}$|\bhow is (?P<y>.+?) doing$"),
    (Intent.STATE, rf"^{X} (?:freshness|health|status|sync status|last sync|(?:is|keeps) {BAD}){LATELY}$"),
)
"""Tried in this order; `x` or `y` is the name."""
