"""Words for passwords and keys in several languages, and words that often follow them without being one.

They are compared after normalization, so they are written without accents.
"""

PASSWORD_WORDS = (
    r"p[a@4]?[s$5]{1,2}o?w[o0]?r?o?d|pword|pass ?phrase|passcode|p ?a ?s ?s ?w ?o ?r ?d|access code"
    r"|identified by(?=\s[\"'])"
    "|pass?wort|kennwort|zugangscode"  # German
    "|mots? de passe|motdepasse|code d'acces"  # French
    "|contrasena|contrasenya|codigo de acceso"  # Spanish, Catalan
    "|palavra[- ]passe|codigo de acesso"  # Portuguese
    "|parola d'ordine"  # Italian
    "|wachtwoord|adgangskode|kodeord|passord|losenord|salasana|lykilord"  # Dutch, Danish, Norwegian, Swedish, Finnish
    "|jelszo|kata sandi"  # Hungarian, Indonesian
)
SHORT_PASSWORD_WORDS = (
    r"pw|p\.w\.|p w|pwd|pass(?![- ]?through| \d)|psw|mdp|mdpasse|pswd|senha|(?<!palabra )(?<!palabras )clave"
    "|haslo|heslo|sifre|parola|geslo|lozinka|kw"
)
"""Only as whole words, because longer words contain them. “Palabra clave” is a keyword."""
OTHER_SCRIPTS = (
    "пароль",
    "пароля",
    "κωδικός",
    "סיסמה",
    "كلمة المرور",
    "密码",
    "密碼",
    "パスワード",
    "비밀번호",
    "पासवर्ड",
)
KEY_WORDS = (
    "(?:api|access|account|secret|private|signing|encryption|shared|master|auth|license|service|client|rest)"
    "[ _-]?(?:key|secret|token)|secret|token|credentials?|api-?schlussel"
    "|(?:recovery|backup|unlock|security) code|(?:t?otp|2fa|mfa) (?:seed|key)"
    "|zugriffsschlussel|cles? (?:d')?(?:api|acces|secrete)"
    "|clave (?:de )?(?:api|acceso|secreta)|chave (?:de |da )?(?:api|acesso|secreta)|chiave (?:api|di accesso|segreta)"
    "|jeton|geheimnis|segredo|secreto"
)

USERNAME_WORDS = (
    "user[ _-]?name|uname|login|benutzername|nom d'utilisateur|nombre de usuario|usuario|utente|gebruikersnaam"
)
LOGIN_WORDS = (
    "log[ -]?[io]n|sign[ -]?in|credentials?|creds|access|zugangsdaten|anmeldedaten|zugang|anmelden|einloggen"
    "|identifiants|connexion|connecter|credenciales|acceso|acceder|entrar?|credenciais|acesso|credenziali|accesso"
    "|inloggegevens|inloggen|logowani[ea]"
)

IS_WORDS = "is|are|was|equals|ist|lautet|war|c'est|est|sont|es|son|e|sao|era|ar|er|jest|to|je|este|on"
"""“is” in the same languages."""
ARTICLES = "the|my|our|your|a|das|mein|unser|als|le|mon|notre|la|mi|su|nuestra|a|minha|nossa|il|mia|het|mijn|moje"

HARMLESS_TEXT = """
required optional unknown missing wrong correct incorrect hidden empty invalid valid secret safe strong weak unique
fixed short long public private shared ours yours theirs mine none null true false string text varchar integer bytes
boolean field column there here below above attached default manager managers policy policies reset resets change
changes login logins rotation hash hashes hashing vault lastpass onepassword bitwarden keepass keepassxc dashlane
okta google github slack jira fivetran airflow terraform kubernetes sso saml oauth oidc ldap kerberos basic bearer
token tokens password passwords username usernames email emails user users masked redacted placeholder example
sent stored separately later soon never always only somewhere elsewhere everywhere because before after during
whenever unless until within without another other others something nothing anything everything someone people
customers customer account accounts access security service services simple sometimes often daily weekly monthly
yearly annual twice once again enough complex complexity length strength history expiry rules rotated expired
known bcrypt argon scrypt pbkdf ready needed different sensitive insecure secure outdated stale
plaintext plain clear cleartext critical technical manual automatic mandatory confidential
sicher unsicher stark schwach hinterlegt gespeichert gesetzt veraltet identisch
erforderlich abgelaufen bekannt unbekannt falsch richtig geheim vergessen notwendig gesperrt pflicht
obligatoire inconnu incorrecte oublie expire perdu secrete valide requis necessaire confidentiel
obligatoria obligatorio desconocida incorrecta correcta caducada olvidada secreta segura necesaria requerida
obrigatoria desconhecida incorreta errada esquecida correta expirada
obbligatoria scaduta errata dimenticata sconosciuta segreta verlopen onjuist vereist vergeten onbekend verplicht
wymagane nieznane wygaslo bledne obligatoriskt okant glomt utganget
"""
HARMLESS_WORDS = frozenset(HARMLESS_TEXT.split())
"""What “password:” or “the password is” is often followed by."""
HARMLESS_ENDINGS = (
    "ed",
    "ing",
    "able",
    "ible",
    "ly",
    "tion",
    "sion",
    "ment",
    "ity",
    "ness",
    "ive",
    "ous",
    "lich",
    "iert",
)
