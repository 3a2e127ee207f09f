"""Regular expressions for the questions that live data answers, by intent."""

from enum import StrEnum


class Intent(StrEnum):
    """What a question about live data asks for."""

    STATE = "state"
    """Whether it is fresh, when it last synced, why it fails."""
    OWNER = "owner"
    EXISTS = "exists"
    BROKEN = "broken"
    PAUSED = "paused"
    IN_DEVELOPMENT = "in_development"
    EXPIRING = "expiring"
    MY_REQUEST = "my_request"
    LOCATION = "location"
    TABLES = "tables"
    CONNECTION_ID = "connection_id"
    WHO_HAS_ACCESS = "who_has_access"
    GET_ACCESS = "get_access"
    COST = "cost"


SUBJECT = r"(?P<x>.+?)"
SYNC_VERBS = r"(?:sync(?:ed|ing)?|refresh(?:ed)?|updated?|load(?:ed)?|r[au]n|import(?:ed)?)"
FAILURE_WORDS = (
    r"(?:failing|failed|fail|broken|broke|break(?:ing)?|down|stuck|delayed|stale|late|behind|red|"
    r"outdated|paused|incomplete|not (?:working|work|syncing|sync|updating|update|loading|fresh))"
)
HEALTH_WORDS = r"(?:fresh|up[ -]to[ -]date|current|healthy|ok|okay|working|running|alive|synced|syncing|in sync|live)"
TIME_ADVERBS = r"(?: (?:today|yet|now|right now|currently|again|last night|this morning|lately|already))*"
PERIOD_WORDS = r"(?: (?:these days|now|so far|this month|last month|(?:per|a|each|every) month|monthly))?"
CONNECTION_WORDS = r"(?:connectors?|connections?|syncs?|integrations?|imports?)"
LIST_OPENING = r"^(?:so )?(?:which|what|list|show|any|are there|is there|is|how many|give me|tell me)\b"

INTENT_PATTERNS: tuple[tuple[Intent, str], ...] = (
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
        rf"(?: else| all)?(?: of)?(?: our| the| my)?(?: {CONNECTION_WORDS})?(?: is| are| has| have| was)?"
        rf"(?: currently| now)? (?:broken|broke|break|failing|failed|fail|down|red|wrong)"
        rf"(?: {CONNECTION_WORDS})?{TIME_ADVERBS}(?: in (?:fivetran|production|prod|development|dev))?$",
    ),
    (
        Intent.BROKEN,
        rf"^(?:is|are) (?:everything|all|all (?:of )?(?:our|the)? ?{CONNECTION_WORDS}) "
        rf"(?:still )?{HEALTH_WORDS}{TIME_ADVERBS}$",
    ),
    (
        Intent.BROKEN,
        rf"^(?:are|is) (?:there )?any(?: of the)? {CONNECTION_WORDS} {FAILURE_WORDS}{TIME_ADVERBS}$",
    ),
    (
        Intent.EXPIRING,
        rf"{LIST_OPENING}.*\b(?:about to|going to|due to|will|scheduled to|to) be "
        r"(?:deleted|removed|cleaned up|gone)\b",
    ),
    (
        Intent.EXPIRING,
        rf"{LIST_OPENING}.*\b{CONNECTION_WORDS}\b.*\b(?:expir(?:e|es|ing)|deleted|removed|to go)\b",
    ),
    (
        Intent.PAUSED,
        rf"{LIST_OPENING}.*\b{CONNECTION_WORDS}\b.*\bpaused$|{LIST_OPENING}(?: all)?(?: the| our| of the)* paused\b"
        rf"|^paused {CONNECTION_WORDS}$|^what(?:s| is| are)? paused$",
    ),
    (
        Intent.IN_DEVELOPMENT,
        rf"{LIST_OPENING}(?:.*\b{CONNECTION_WORDS}\b)?.*\b(?:are|is|whats|currently|still|"
        r"connectors|connections) in (?:the )?(?:dev|development)(?: environment)?$"
        rf"|^whats in (?:dev|development)$|{LIST_OPENING} (?:dev|development) {CONNECTION_WORDS}\b",
    ),
    (Intent.WHO_HAS_ACCESS, rf"\bwho (?:all )?(?:has|have|got|has got) access (?:to|in) {SUBJECT}$"),
    (Intent.WHO_HAS_ACCESS, rf"\bwho can (?:access|see|read|view|query|use|log ?in to|log ?into) {SUBJECT}$"),
    (Intent.WHO_HAS_ACCESS, rf"\bwho (?:is|are) (?:in|members of) {SUBJECT}$"),
    (
        Intent.GET_ACCESS,
        rf"\b(?:how|can|could|may|need|needs|get|request|want|would like|give|grant|where)\b.*\b"
        rf"(?:access|permissions?) (?:to|for|on) {SUBJECT}"
        r"(?: please| from| in order\b.*| so\b.*| because\b.*| as i\b.*)?$",
    ),
    (Intent.CONNECTION_ID, rf"\b(?:connection|connector)[ _]ids? (?:of|for|to use for|to) {SUBJECT}$"),
    (Intent.CONNECTION_ID, rf"\b(?:of|for) {SUBJECT}(?:s)? (?:connection|connector)[ _]id$"),
    (
        Intent.CONNECTION_ID,
        rf"^(?:whats? (?:is )?|give me )?(?:the )?{SUBJECT}(?:s)? (?:connection|connector)[ _]id\b",
    ),
    (
        Intent.CONNECTION_ID,
        rf"\bairflow (?:variable|var|id|key)(?: key| value| name| id)? (?:of|for|to use for) {SUBJECT}$",
    ),
    (
        Intent.COST,
        rf"\b(?:what|how much)(?: money)? (?:does|do|did|is|are|will) {SUBJECT} (?:cost|costing|spend)\b",
    ),
    (
        Intent.COST,
        rf"\b(?:what|how much)(?: money)? (?:do|did|are) we (?:pay|spend)(?:ing)? (?:for|on) {SUBJECT}{PERIOD_WORDS}$",
    ),
    (Intent.COST, rf"\b(?:costs?|price|bill|mar|monthly active rows) (?:of|for) {SUBJECT}{PERIOD_WORDS}$"),
    (
        Intent.COST,
        rf"\bhow (?:expensive|costly) is {SUBJECT}$|\bhow many (?:mar|monthly active rows) (?:does|has) "
        r"(?P<y>.+?)(?: have| use| cost)?$",
    ),
    (
        Intent.TABLES,
        rf"\btables\b.*?\b(?:does|do|in|of|for|from) {SUBJECT}(?: have| has| load| sync| contain| bring)?$",
    ),
    (Intent.TABLES, rf"^(?:which|what|list|show me|show)(?: all)?(?: the)? {SUBJECT} tables\b"),
    (
        Intent.LOCATION,
        r"\b(?:which|what) (?:(?:bigquery |destination |gcp |google )?(?:dataset|project|schema|destination)"
        rf"(?: and | or |, )?)+ (?:does|do|is|are|has|have|will|can i find) {SUBJECT}"
        r"(?: (?:data )?(?:land|lands|go|goes|load|loads|loaded|end up|be|in|live|lives|stored|write|writes|"
        r"land in|go to|into|in bigquery))*$",
    ),
    (
        Intent.LOCATION,
        rf"\bwhere (?:does|do|is|are|can i find|will|did) {SUBJECT}(?: (?:data|land|lands|go|goes|load|loads|"
        r"loaded|live|lives|end up|stored|be|located|in bigquery))*$",
    ),
    (
        Intent.LOCATION,
        rf"\b(?:dataset|schema|project) (?:of|for) {SUBJECT}$|\b(?:which|what) (?:dataset|schema) "
        r"(?:has|holds|contains) (?P<y>.+)$",
    ),
    (
        Intent.EXISTS,
        rf"\b(?:do|did) we (?:already |currently )?(?:have|use|got|sync|load|import|ingest|pull) {SUBJECT}"
        r"(?: (?:in|into|to|from|with|via|through) (?:fivetran|bigquery|the warehouse))?(?: already| yet)?$",
    ),
    (
        Intent.EXISTS,
        rf"\bis there (?:already |currently )?(?:an? |any )?{SUBJECT}(?: already| yet| in fivetran)*$",
    ),
    (
        Intent.EXISTS,
        rf"\bare we (?:already )?(?:syncing|loading|importing|ingesting|pulling) {SUBJECT}{TIME_ADVERBS}$",
    ),
    (Intent.EXISTS, rf"\bdoes (?:an? )?{SUBJECT} (?:already )?exist(?: already| yet)?$"),
    (
        Intent.OWNER,
        rf"\bwho (?:owns|own|maintains|manages|runs|(?:is|are) (?:responsible|accountable) for|looks after|"
        rf"is in charge of|requested|asked for|set up|created|made|built|takes care of) {SUBJECT}$",
    ),
    (Intent.OWNER, rf"\b(?:the )?(?:business )?owners? (?:of|for) {SUBJECT}$|\bwho is (?P<y>.+?)s owner$"),
    (
        Intent.OWNER,
        r"\bwho (?:do|should|can|could) i (?:ask|contact|talk to|ping|speak to|write to) "
        rf"(?:about|for|regarding) {SUBJECT}$",
    ),
    (Intent.OWNER, rf"\bwhose (?:(?:connector|connection|data) )?is {SUBJECT}$"),
    (
        Intent.STATE,
        rf"\bwhy (?:is|are|does|do|did|has|have|was|isnt|arent|doesnt|didnt|hasnt|wasnt) {SUBJECT} "
        rf"(?:so |always |still |keep |been |getting )*"
        rf"(?:{FAILURE_WORDS}|{HEALTH_WORDS}|{SYNC_VERBS}|work){TIME_ADVERBS}$",
    ),
    (Intent.STATE, rf"\bwhy (?:isnt|arent|doesnt|didnt|hasnt) {SUBJECT} .+$"),
    (
        Intent.STATE,
        rf"\b(?:whats?|what is|what has|what)(?: going)? (?:wrong|up|on|happened|happening|"
        rf"the (?:problem|matter|issue|status|state)) (?:with|to|of) {SUBJECT}{TIME_ADVERBS}$",
    ),
    (
        Intent.STATE,
        rf"\b(?:is|are|isnt|arent) {SUBJECT} (?:still |not |currently |ever )*"
        rf"(?:{FAILURE_WORDS}|{HEALTH_WORDS}|ok or not)"
        rf"{TIME_ADVERBS}$",
    ),
    (
        Intent.STATE,
        rf"\bhow (?:fresh|old|recent|current|stale|up[ -]to[ -]date) (?:is|are) {SUBJECT}{TIME_ADVERBS}$",
    ),
    (
        Intent.STATE,
        rf"\bwhen (?:did|was|has|is|will|does) {SUBJECT} (?:last |most recently |next |been |successfully )*"
        rf"{SYNC_VERBS}(?: last| next)?{TIME_ADVERBS}$",
    ),
    (
        Intent.STATE,
        rf"\b(?:last|latest|next) (?:successful )?(?:sync|update|refresh|load|run)(?: time| date)? "
        rf"(?:of|for) {SUBJECT}$",
    ),
    (Intent.STATE, rf"\bwhen (?:was|is) {SUBJECT}s (?:last|next) (?:sync|update|refresh|load|run)$"),
    (
        Intent.STATE,
        rf"\b(?:has|did|does|have) {SUBJECT} (?:already |even |still )?(?:{SYNC_VERBS}|work|fail|break)"
        rf"(?:ed)?{TIME_ADVERBS}$",
    ),
    (Intent.STATE, rf"\b(?:status|state|freshness|health) (?:of|for) {SUBJECT}$|\bhow is (?P<y>.+?) doing$"),
    (
        Intent.STATE,
        rf"^{SUBJECT} (?:freshness|health|status|sync status|last sync|(?:is|keeps) {FAILURE_WORDS}){TIME_ADVERBS}$",
    ),
)
"""Tried in this order; `x` or `y` is the name."""
