"""Single sign-on, this site's side of OpenID Connect: where to send a person, and who the provider says came back.

OpenID Connect Core 1.0 with code, PKCE (RFC 7636, S256), state, nonce and RFC 9207's issuer. Nothing is kept from
one sign-in to the next but that the provider did not answer: metadata and keys are fetched each time, so a changed
key is known at once. Pure: who calls brings time and secrets, and keeps what must be used once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from core.ids import keyed_digest

# Seconds in which another machine must connect, and then go on answering.
TIMEOUT = 5.0
# So long nobody waits again for a provider that did not answer: else each who presses would hold a thread.
RESTS_FOR = timedelta(seconds=20)
# How far two clocks may differ.
CLOCKS_DIFFER = timedelta(seconds=60)
# Signed by the provider's private key only: with "none" or the shared HS… anybody could sign (RFC 8725, 3.1).
ALGORITHMS = ("RS256", "PS256", "ES256", "RS384", "PS384", "ES384", "RS512", "PS512", "ES512", "EdDSA")
SCOPE = "openid profile"


class ProviderDown(Exception):
    """The provider did not answer, or not as a provider does. Nobody can come in by it now."""


class NotBelieved(Exception):
    """What came back cannot be trusted. The text is a word for the log, never for the page."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What the operator and the provider have agreed. `hosts` may be talked to beside the issuer's own."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    redirect_uri: str
    hosts: frozenset[str] = frozenset()
    groups_claim: str = "groups"

    def allows(self, url: object) -> bool:
        """Whether an address of the provider's metadata may be used: the issuer's scheme, its host or one listed."""
        if not isinstance(url, str):
            return False
        issuer, found = urlsplit(self.issuer), urlsplit(url)
        return found.scheme == issuer.scheme and found.netloc in {issuer.netloc, *self.hosts}


@dataclass(frozen=True, slots=True)
class Arrival:
    """Who came back, as the provider signed it. `name` is as it stands there, perhaps empty.

    `methods` are the words of the claim amr (RFC 8176); `authenticated_at` is when the provider last saw her prove
    who she is, None when it does not say.
    """

    subject: str
    name: str
    groups: frozenset[str]
    methods: frozenset[str]
    authenticated_at: datetime | None

    def plain(self) -> dict[str, Any]:
        """The same as JSON."""
        return {
            "subject": self.subject,
            "groups": sorted(self.groups),
            "methods": sorted(self.methods),
            "authenticated_at": self.authenticated_at.timestamp() if self.authenticated_at else None,
        }


def from_plain(facts: Mapping[str, Any], name: str) -> Arrival:
    """An arrival that was kept as JSON, with the name she has chosen herself."""
    return Arrival(
        subject=facts["subject"],
        name=name,
        groups=frozenset(facts["groups"]),
        methods=frozenset(facts["methods"]),
        authenticated_at=instant(facts["authenticated_at"]),
    )


@dataclass(frozen=True, slots=True)
class Secrets:
    """What one way to the provider and back is known by. Nonce and verifier follow from the state and the pepper.

    So nothing but the state's digest is kept, and whoever sees the state in an address cannot make the others.
    """

    state: str
    pepper: str = field(repr=False)

    @property
    def nonce(self) -> str:
        """What the signed token must carry."""
        return keyed_digest(self.pepper, "oidc-nonce", self.state)

    @property
    def verifier(self) -> str:
        """What proves that whoever redeems the code is who asked for it (RFC 7636): 64 characters."""
        return keyed_digest(self.pepper, "oidc-verifier", self.state)


class Provider:
    """The organisation's provider."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self._rests_until: datetime | None = None

    def address(self, now: datetime, secrets: Secrets, *, again: bool) -> str:
        """Where to send a person; `again` asks the provider to let her prove herself anew.

        Raises ProviderDown.
        """
        metadata = self._metadata(now)
        more = {"prompt": "login", "max_age": 0} if again else {}
        url, _ = self._client(metadata).create_authorization_url(
            self._own(metadata, "authorization_endpoint"),
            state=secrets.state,
            nonce=secrets.nonce,
            code_verifier=secrets.verifier,
            **more,
        )
        return str(url)

    def arrival(
        self, now: datetime, secrets: Secrets, answer: Mapping[str, str], since: datetime | None
    ) -> Arrival:
        """Redeem the code of an answer and read who came. With `since` she must have proved herself after it.

        Raises ProviderDown, or NotBelieved when anything about the answer does not fit.
        """
        metadata = self._metadata(now)
        self._check_issuer(metadata, answer.get("iss"))
        client = self._client(metadata)
        token = self._redeem(client, metadata, answer.get("code", ""), secrets, now)
        keys = self._fetch(self._own(metadata, "jwks_uri"), now)
        claims = believed(token, keys, self.terms, secrets.nonce, now)
        if self.terms.groups_claim not in claims or not name_in(claims):
            claims = {**self._more(client, metadata, claims["sub"], now), **claims}
        found = read_claims(claims, self.terms.groups_claim)
        proved = found.authenticated_at
        if since is not None and (proved is None or proved < since - CLOCKS_DIFFER):
            raise NotBelieved("auth-time")
        return found

    def _metadata(self, now: datetime) -> dict[str, Any]:
        found = self._fetch(self.terms.issuer.rstrip("/") + "/.well-known/openid-configuration", now)
        if found.get("issuer") != self.terms.issuer:
            raise NotBelieved("metadata-issuer")
        return found

    def _own(self, metadata: Mapping[str, Any], name: str) -> str:
        url = metadata.get(name)
        if not self.terms.allows(url):
            raise NotBelieved(f"elsewhere-{name}")
        return str(url)

    def _check_issuer(self, metadata: Mapping[str, Any], said: str | None) -> None:
        """RFC 9207: an answer of another provider must not be redeemed here."""
        required = metadata.get("authorization_response_iss_parameter_supported") is True
        if said != self.terms.issuer and (said is not None or required):
            raise NotBelieved("answer-issuer")

    def _client(self, metadata: Mapping[str, Any]) -> Any:
        methods = metadata.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        method = "client_secret_basic" if "client_secret_basic" in methods else "client_secret_post"
        return OAuth2Session(  # type: ignore[no-untyped-call]
            self.terms.client_id,
            self.terms.client_secret,
            token_endpoint_auth_method=method,
            scope=SCOPE,
            redirect_uri=self.terms.redirect_uri,
            code_challenge_method="S256",
        )

    def _redeem(
        self, client: Any, metadata: Mapping[str, Any], code: str, secrets: Secrets, now: datetime
    ) -> dict[str, Any]:
        url = self._own(metadata, "token_endpoint")
        try:
            return dict(
                client.fetch_token(
                    url,
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=secrets.verifier,
                    timeout=TIMEOUT,
                    allow_redirects=False,
                )
            )
        except AuthlibBaseError:
            raise NotBelieved("code") from None
        except (requests.RequestException, ValueError) as error:
            raise self._down(now) from error

    def _more(self, client: Any, metadata: Mapping[str, Any], subject: str, now: datetime) -> dict[str, Any]:
        """Name and groups, and nothing else, from the provider's userinfo (Core 5.3), where the token has none."""
        if "userinfo_endpoint" not in metadata:
            return {}
        url = self._own(metadata, "userinfo_endpoint")
        found = self._fetch(url, now, client)
        if found.get("sub") != subject:
            raise NotBelieved("userinfo-subject")
        wanted = {self.terms.groups_claim, "_claim_names", "name", "given_name", "family_name"}
        return {key: value for key, value in found.items() if key in wanted}

    def _fetch(self, url: str, now: datetime, client: Any = requests) -> dict[str, Any]:
        if self._rests_until is not None and now < self._rests_until:
            raise ProviderDown
        try:
            response = client.get(url, timeout=TIMEOUT, allow_redirects=False)
            found = response.json() if response.status_code == requests.codes.ok else None
        except (requests.RequestException, ValueError) as error:
            raise self._down(now) from error
        if not isinstance(found, dict):
            raise self._down(now)
        return found

    def _down(self, now: datetime) -> ProviderDown:
        self._rests_until = now + RESTS_FOR
        return ProviderDown()


def believed(
    token: Mapping[str, Any], keys: Mapping[str, Any], terms: Terms, nonce: str, now: datetime
) -> dict[str, Any]:
    """The claims of an ID token after every check of Core 3.1.3.7. Raises NotBelieved."""
    try:
        signed = jwt.decode(str(token.get("id_token", "")), KeySet.import_key_set(keys), list(ALGORITHMS))  # type: ignore[arg-type]
        claims = CodeIDToken(
            signed.claims,
            signed.header,
            options={
                "iss": {"essential": True, "value": terms.issuer},
                "aud": {"essential": True, "value": terms.client_id},
                "sub": {"essential": True, "allow_blank": False},
            },
            params={
                "nonce": nonce,
                "client_id": terms.client_id,
                "access_token": token.get("access_token"),
            },
        )
        claims.validate(  # type: ignore[no-untyped-call]
            now=int(now.timestamp()), leeway=int(CLOCKS_DIFFER.total_seconds())
        )
    except (JoseError, AuthlibBaseError, ValueError, KeyError, TypeError) as error:
        raise NotBelieved(f"token-{type(error).__name__}") from None
    return dict(claims)


def read_claims(claims: Mapping[str, Any], groups_claim: str) -> Arrival:
    """Who the claims speak of. Raises NotBelieved when the groups stand elsewhere: she must not lose roles by that."""
    elsewhere = claims.get("_claim_names")  # Core 5.6.2: too many groups for one token
    if groups_claim not in claims and isinstance(elsewhere, dict) and groups_claim in elsewhere:
        raise NotBelieved("groups-elsewhere")
    return Arrival(
        subject=str(claims["sub"])[:255],
        name=name_in(claims),
        groups=frozenset(words(claims.get(groups_claim))),
        methods=frozenset(words(claims.get("amr"))),
        authenticated_at=instant(claims.get("auth_time")),
    )


def name_in(claims: Mapping[str, Any]) -> str:
    """The name, whole or put together; empty when there is none."""
    parts = [claims.get("given_name"), claims.get("family_name")]
    whole = claims.get("name") or " ".join(part for part in parts if isinstance(part, str))
    return whole if isinstance(whole, str) else ""


def words(value: object) -> list[str]:
    """A claim that is a list of texts, or one text."""
    found = value if isinstance(value, list) else [value]
    return [each for each in found if isinstance(each, str)]


def instant(seconds: object) -> datetime | None:
    """Seconds since 1970 as an instant in UTC."""
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        return None
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=min(max(seconds, 0), 2**33))
