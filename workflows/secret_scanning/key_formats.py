"""Formats of keys that vendors document, and addresses that contain a password.

A row of `PREFIXED_KEYS` is a prefix, the characters after it, and their least number. To add a vendor, add a row.
"""

import re

PREFIXED_KEYS: dict[str, tuple[str, ...]] = {
    "an AWS key": (r"(?:AKIA|ASIA|ABIA|ACCA|A3T[A-Z0-9])[A-Z0-9]{16}", r"ABSK[\w+/]{40}"),
    "a Slack token": (r"xox[a-z]?(?:\.xox[a-z])?-[\w-]{8}", r"xapp-[\w-]{8}"),
    "a GitHub token": (r"gh[pousr]_\w{20}", r"github_pat_\w{20}"),
    "a GitLab token": (r"gl(?:pat|dt|ptt|rt|ft|cbt|soat|agent|imt|oas|ffct)-[\w-]{16}", r"GR1348941[\w-]{16}"),
    "a Google API key": (r"AIza[\w-]{30}", r"ya29\.[\w-]{20}", r"GOCSPX-[\w-]{20}", r"1//0[\w-]{30}"),
    "a Stripe key": (r"[srp]k_(?:live|test|prod)_\w{10}", r"whsec_\w{16}"),
    "an npm token": (r"npm_[A-Za-z0-9]{20}",),
    "a PyPI token": (r"pypi-[\w-]{40}",),
    "an OpenAI or Anthropic key": (r"sk-(?:ant-|proj-|svcacct-|admin-|or-)?[\w-]{20}",),
    "a Databricks token": (r"(?:dapi|dose|dkea)[a-f0-9]{30}",),
    "a Snowflake token": (r"ver:\d{1,2}-hint:\d{3,20}-[\w+/=]{12}",),
    "a SendGrid key": (r"SG\.[\w-]{16}",),
    "a Twilio key": (r"SK[0-9a-fA-F]{32}",),
    "a Shopify token": (r"shp(?:at|ss|ca|pa|ua|tka)_\w{16}",),
    "a HubSpot token": (r"pat-[a-z]{2}\d-[\w-]{20}",),
    "an Atlassian token": (r"AT[AC]TT3[\w=-]{20}", r"ATBB[\w]{20}"),
    "an Azure key": (r"[\w~.]{3}\dQ~[\w~.-]{30}",),
    "a Square token": (r"sq0(?:atp|csp|idp)-[\w-]{20}", r"EAAA[\w-]{40}"),
    "a Facebook token": (r"EAA[A-Z][A-Za-z0-9]{60}",),
    "a Telegram token": (r"\d{8,10}:AA[\w-]{32}",),
    "a Discord token": (r"[MNO][\w-]{23,27}\.[\w-]{6}\.[\w-]{27}",),
    "a Mailgun key": (r"(?:pub)?key-[0-9a-f]{32}",),
    "a Mailchimp key": (r"[0-9a-f]{32}-us\d{1,2}(?!\d)",),
    "a HashiCorp token": (r"hv[sbr]\.[\w-]{20}", r"[A-Za-z0-9]{14}\.atlasv1\.[\w-]{20}"),
    "a Notion token": (r"ntn_[A-Za-z0-9]{30}", r"secret_[A-Za-z0-9]{40}"),
    "an Airtable token": (r"pat[A-Za-z0-9]{14}\.[0-9a-f]{20}",),
    "a DigitalOcean token": (r"do[opr]_v1_[a-f0-9]{32}",),
    "a Grafana token": (r"gls?[ac]_[A-Za-z0-9+/]{24}", r"eyJrIjoi[\w+/]{20}"),
    "a Sentry token": (r"sntry[su]_[\w+/=]{24}",),
    "a Hugging Face token": (r"hf_[A-Za-z]{30}", r"api_org_[A-Za-z]{30}"),
    "a New Relic key": (r"NR(?:AK|II|JS|RA|SP)-[\w-]{18}",),
    "a Postman key": (r"PMAK-[a-f0-9]{20}",),
    "a 1Password key": (r"ops_eyJ[\w+/]{30}", r"A3-[A-Z0-9]{6}-[A-Z0-9-]{20}"),
    "an Artifactory token": (r"AKCp[A-Za-z0-9]{30}", r"cmVmd[A-Za-z0-9]{50}"),
    "an encryption key": (r"AGE-SECRET-KEY-1[A-Z0-9]{30}",),
    "an Asana token": (r"[12]/\d{13,20}(?:/\d{13,20})?:[0-9a-f]{32}",),
    "an API key": (
        r"(?:lin_api|lin_oauth|figd|nfp|sbp|tfp|pnu|dckr_pat|dckr_oat|r8|gsk|pplx|xai|dbtc|dbtu|sgp|rdme|rubygems"
        r"|pscale_(?:tkn|pw|oauth)|duffel_(?:test|live)|shippo_(?:test|live)|squ|sqp|sqa|sm_[aps]at)[_-][\w=.-]{16}",
        r"(?:dp\.(?:pt|st|ct|sa)|dt0[a-z]\d{2}|sl)\.[\w-]{24}",
        r"(?:pul|fio-u|ico|tskey|xkeysib|CFPAT|HRKU-AA|sdk|API)-(?=[\w-]{0,20}\d)[\w-]{24}",
        r"(?:EZ[AT]K|LTAI|FLWSECK|AQVN|PRIVATE-)[\w-]{20}",
        r"u\+[\w-]{18}",
        r"access-(?:sandbox|development|production)-[0-9a-f-]{30}",
    ),
}
NOT_A_PLACEHOLDER = (
    r"(?!<(?!mailto:|https?:)|[{\[]|\$[{(A-Z]|\*|(?:my_|your_|db_)?(?:password|passwd|pass|pwd|secret)@)"
)
"""A password that isn't one: `<password>`, `${PASSWORD}`, `***`, or the word itself."""
OPTIONS = (
    r"(?:mysql\w{0,10}|mariadb\w{0,6})\b[^\n|]{0,120}?\s-p"
    r"|(?:sshpass|snowsql|sqlcmd|bcp|mongo\w{0,7}|docker login|cqlsh|beeline|vsql)\b[^\n|]{0,120}?\s-p\s?"
    r"|(?:redis-cli\b[^\n|]{0,120}?\s-a|ldap\w{3,9}\b[^\n|]{0,120}?\s-w)\s?|\s--?pass(?:word|wd|phrase)?[\s=]"
)
"""Where commands take a password."""
PREFIX_START = r"(?<![A-Za-z0-9])"

SHAPES: dict[str, str] = {
    "a private key": r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY|PuTTY-User-Key-File-\d",
    "a signed token": r"\beyJ[\w-]{8}[\w-]{0,2000}\.[\w-]{8}",
    "a Slack webhook": r"hooks\.slack\.com/(?:services|workflows|triggers)/\S{10}",
    "a webhook address": (
        r"discord(?:app)?\.com/api/webhooks/\d{10,20}/\w{10}"
        r"|webhook\.office\.com/webhookb2/\S{20}|hooks\.zapier\.com/hooks/catch/\d{3,12}/\w{4}"
    ),
    "a connection string with a password": (
        r"\b[a-z][a-z0-9+.-]{1,20}://[^\s/:@]{0,100}:" + NOT_A_PLACEHOLDER + r"[^\s/@]{1,200}@"
        r"|\b(?!https?:)[a-z][a-z0-9+.-]{1,20}://[^\s/:@]{0,100}:(?!\d{1,5}[/?])"
        + NOT_A_PLACEHOLDER
        + r"[^\s@]{1,200}@"
        r"|\bhttps?://(?=[^\s/@]{0,100}\d)[\w-]{20,200}@"
    ),
    "an authorization header": (
        r"\bbearer\s{1,5}(?=\S{0,200}\d)[\w.+/=-]{16}|\bbasic\s{1,5}(?=\S{0,200}[\d=])[a-z0-9+/]{12,200}={0,2}(?![\w.-])"
        r"|\bx-api-key\s{0,3}:\s{0,3}[\w-]{12}|\bSSWS\s{1,3}[\w-]{20}"
    ),
    "a command with its password": (
        rf"(?:{OPTIONS})[\"']?(?![\d.]{{1,15}}\b|[$<{{*-])(?=[^\s\"']{{0,60}}[\d!%^*#@])[^\s\"']{{5}}"
        r"|\bsqlplus\s(?:-\w\s)?[\w.]{1,30}/(?![<$*]|pass\w{0,5}@)[^\s@/]{3,60}@"
    ),
    "a signed address": r"[?&](?:sig|signature|x-amz-signature|x-goog-signature)=[\w%+/=-]{20}",
    "a Fivetran key": (
        r"(?<![\w/+=-])(?=[a-z]{0,20}\d|\d{1,20}[a-z])[a-z0-9]{14,20}:(?=[a-z]{0,32}\d|\d{1,32}[a-z])[a-z0-9]{24,40}(?![\w/+=-])"
    ),
}
KNOWN_FORMATS: dict[str, re.Pattern[str]] = {
    **{kind: re.compile(PREFIX_START + "(?:" + "|".join(keys) + ")") for kind, keys in PREFIXED_KEYS.items()},
    **{kind: re.compile(shape, re.I) for kind, shape in SHAPES.items()},
}
"""Kind of secret → pattern. All quantifiers are bounded, so that no text is slow."""


WHOLE_KEYS = tuple(
    re.compile(rf"(?:{shape.pattern})[^\s\"']{{0,2000}}", shape.flags) for shape in KNOWN_FORMATS.values()
)
"""The patterns, each with the rest of its word."""


def find_known_format(text: str) -> str | None:
    """Return the kind of key whose documented format occurs in `text`, or None."""
    return next((kind for kind, shape in KNOWN_FORMATS.items() if shape.search(text)), None)


def mask_known_formats(text: str, mask: str) -> str:
    """Return `text` with `mask` in place of each key or password in a known format, up to its next blank."""
    for shape in WHOLE_KEYS:
        text = shape.sub(mask, text)
    return text
