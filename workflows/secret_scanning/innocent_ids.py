"""Ids and addresses that look random but are not secret: sheets, commits, channels, pods, campaigns."""

import re

OPEN_PARAMETERS = (
    r"(?:resource|sort|partition|primary|public|site|page|next|sync|continuation|zip|post|country|promo)[\w-]{0,9}"
)
SECRET_PARAMETERS = r"[\w-]{0,20}(?:key|token|secret|password|passwd|pwd|pass|signature|sig|jwt|auth|code)"
PARAMETER = re.compile(
    rf"[?&#](?:(?={OPEN_PARAMETERS}=)|(?!{SECRET_PARAMETERS}=))[\w.~%-]{{1,60}}=[^\s&#]{{0,2000}}", re.I
)
"""A parameter of an address, unless its name says that it is secret."""
ADDRESS = re.compile(
    r"\b(?:https?|s3|gs|abfss?|wasbs?|hdfs|dbfs|file)://[^\s:/?#]{0,253}(?::\d{1,5})?(?:/[^\s?#]{0,2000})?"
    r"|\b(?:[a-z0-9-]{1,63}\.){1,5}[a-z]{2,24}/[^\s?#]{0,2000}",
    re.I,
)
"""An address without its parameters."""
NAMED_HASH = re.compile(
    r"\b(?:commit|sha-?\d{0,3}|sha\d?sum|revision|rev|hash|checksum|digest|md5|md5sum|etag|fingerprint|trace|span|run|build|image"
    r"|query|job|execution|file|request|message|event|session|device|game|fivetran|\w{0,12}id)(?:[ _-]?id)?s?\W{1,3}"
    r"(?:(?:is|was|of|the)\s){0,2}[0-9a-f]{24,128}\b",
    re.I,
)
START, END = r"(?<![\w=+/-])", r"(?![\w=+/-])"
IDS = re.compile(
    r"<[!@#][^<>]{1,200}>"  # a mention in Slack
    r"|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"  # UUID
    rf"|{START}[0-9a-f]{{40}}{END}"  # Git commit
    rf"|{START}(?:1[\w-]{{43}}|1[\w-]{{32}}|0[AB][\w-]{{17,40}}){END}"  # file or folder of Google Drive
    rf"|{START}(?:UC|UU|PL)[\w-]{{22,32}}{END}"  # channel or playlist of YouTube
    rf"|{START}(?:cus|pi|ch|in|sub|price|prod|acct|evt|txn|po|re|si|ii|pm|seti|card|ba|cn|il|iv|tok)_[A-Za-z0-9]{{14,30}}{END}"
    r"|\bclient[ _-]?id[\"']?\s?[:=]?\s?[\"']?[\w.-]{10,80}|\bbquxjob_\w{10,40}"
    r"|\bsha(?:1|256|384|512)[:-][\w+/=-]{20,128}|\b(?:0x[0-9a-f]{40}|d-[0-9a-f]{32})\b|\bresourcekey=0-[\w-]{10,60}"
    rf"|{START}[a-z][a-z0-9]{{0,30}}(?:-[a-z]{{2,30}}){{0,8}}(?:-v?\d{{1,10}}){{0,2}}"  # pod …
    rf"-[a-z0-9]{{6,12}}-[a-z0-9]{{5}}{END}",
)


def without_innocent_ids(text: str) -> str:
    """Return `text` with a blank in place of each address and id that is not secret."""
    for pattern in (PARAMETER, ADDRESS, NAMED_HASH, IDS):
        text = pattern.sub(" ", text)
    return text
