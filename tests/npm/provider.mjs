// An OpenID provider for the tests: `node provider.mjs` prints its address. Whoever types a login is that person.
// POST /people sets what the provider says of somebody: {login, name, groups, amr}. Loopback only.
import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import Provider from "oidc-provider";

const people = new Map();
const server = createServer();
server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = made(issuer);
  const answer = provider.callback();
  server.on("request", (request, response) => route(provider, answer, request, response));
  process.stdout.write(`${issuer}\n`);
});

function made(issuer) {
  const key = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "jwk" });
  const provider = new Provider(issuer, {
    clients: [{ client_id: "esh", client_secret: "a secret for tests", redirect_uris: ["http://localhost/"] }],
    jwks: { keys: [{ ...key, kid: "tests", use: "sig", alg: "RS256" }] },
    cookies: { keys: ["not a secret"] },
    claims: { openid: ["sub", "amr", "auth_time"], profile: ["name", "groups"] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    pkce: { required: () => true },
    findAccount: (_context, login) => ({
      accountId: login,
      claims: () => ({ sub: login, name: people.get(login)?.name, groups: people.get(login)?.groups ?? [] }),
    }),
    loadExistingGrant: async (context) => {
      const grant = new context.oidc.provider.Grant({
        accountId: context.oidc.session.accountId,
        clientId: context.oidc.client.clientId,
      });
      grant.addOIDCScope("openid profile");
      await grant.save();
      return grant;
    },
    ttl: { AccessToken: 600, AuthorizationCode: 60, IdToken: 600, Interaction: 600, Session: 3600, Grant: 3600 },
  });
  // The site's port is chosen when it starts.
  provider.Client.prototype.redirectUriAllowed = (uri) =>
    /^http:\/\/localhost:\d+\/logga-in\/sso\/klar$/.test(uri);
  return provider;
}

async function route(provider, answer, request, response) {
  if (request.url === "/people") {
    const said = JSON.parse(await body(request));
    people.set(said.login, said);
    return response.end();
  }
  if (!request.url.startsWith("/interaction/")) return answer(request, response);
  if (request.method === "GET") {
    response.setHeader("content-type", "text/html; charset=utf-8");
    return response.end(
      '<!doctype html><html lang="en"><title>Provider</title><link rel="icon" href="data:,"><form method="post">' +
        '<label>Login <input name="login"></label><button>Sign in</button><button name="no" value="1">No</button></form>',
    );
  }
  const typed = new URLSearchParams(await body(request));
  const login = typed.get("login");
  const result = typed.has("no")
    ? { error: "access_denied" }
    : { login: { accountId: login, amr: people.get(login)?.amr ?? ["pwd"] } };
  return provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}

async function body(request) {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text;
}
