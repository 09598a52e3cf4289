// An OpenID provider for tests of single sign-on: oidc-provider with its pages skipped, and a layer before it that forges.
//
// Its settings come in the variable PROVIDER, as JSON: port, client_id, client_secret, redirect_uris. Whoever comes with
// `login_hint` is that person at once. PUT /forge with {"mode": ...} says how the next answers are wrong; "" ends that.
import Provider from 'oidc-provider';
import { SignJWT, UnsecuredJWT, decodeJwt, exportJWK, generateKeyPair } from 'jose';

const { port, client_id, client_secret, redirect_uris } = JSON.parse(process.env.PROVIDER);
const issuer = `http://127.0.0.1:${port}`;
const own = await generateKeyPair('RS256', { extractable: true });
const foreign = await generateKeyPair('RS256', { extractable: true });
const key = { ...(await exportJWK(own.privateKey)), kid: 'own', use: 'sig', alg: 'RS256' };
let mode = '';

const provider = new Provider(issuer, {
  clients: [{ client_id, client_secret, redirect_uris, response_types: ['code'], grant_types: ['authorization_code'] }],
  jwks: { keys: [key] },
  cookies: { keys: ['a key for tests'] },
  findAccount: (ctx, sub) => ({ accountId: sub, claims: () => ({ sub }) }),
  features: { devInteractions: { enabled: false } },
  interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
  loadExistingGrant: async (ctx) => {
    const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
    grant.addOIDCScope('openid');
    await grant.save();
    return grant;
  },
  pkce: { required: () => true },
});

const seconds = () => Math.floor(Date.now() / 1000);
const signed = (claims, by = own.privateKey, header = { alg: 'RS256', kid: 'own' }) =>
  new SignJWT(claims).setProtectedHeader(header).sign(by);

// each returns an ID token in place of the right one
const FORGERIES = {
  none: (claims) => new UnsecuredJWT(claims).encode(),
  foreign_key: (claims) => signed(claims, foreign.privateKey),
  unknown_key: (claims) => signed(claims, foreign.privateKey, { alg: 'RS256', kid: 'foreign' }),
  shared_secret: (claims) => signed(claims, new TextEncoder().encode(client_secret.padEnd(32)), { alg: 'HS256' }),
  nonce: (claims) => signed({ ...claims, nonce: 'another' }),
  no_nonce: ({ nonce, ...claims }) => signed(claims),
  audience: (claims) => signed({ ...claims, aud: 'another-client' }),
  more_audiences: (claims) => signed({ ...claims, aud: [client_id, 'another-client'] }),
  issuer: (claims) => signed({ ...claims, iss: 'http://127.0.0.1:1' }),
  expired: (claims) => signed({ ...claims, iat: seconds() - 900, exp: seconds() - 120 }),
  future: (claims) => signed({ ...claims, iat: seconds() + 120, exp: seconds() + 900 }),
  slow_clock: (claims) => signed({ ...claims, iat: seconds() - 330, exp: seconds() - 30 }),
  fast_clock: (claims) => signed({ ...claims, iat: seconds() + 30, exp: seconds() + 330 }),
  no_subject: ({ sub, ...claims }) => signed(claims),
  garbage: () => 'no.token.this',
};

provider.use(async (ctx, next) => {
  if (ctx.method === 'PUT' && ctx.path === '/forge') {
    const pieces = [];
    for await (const piece of ctx.req) pieces.push(piece);
    ({ mode } = JSON.parse(Buffer.concat(pieces).toString()));
    ctx.status = 204;
    return;
  }
  if (mode === 'down') {
    ctx.status = 503;
    return;
  }
  if (mode === 'page' && ctx.path === '/token') {
    ctx.body = '<html>maintenance</html>';
    return;
  }
  if (ctx.path.startsWith('/interaction/')) {
    const { params } = await provider.interactionDetails(ctx.req, ctx.res);
    const result = params.login_hint === 'cancels' ? { error: 'access_denied' } : { login: { accountId: params.login_hint } };
    await provider.interactionFinished(ctx.req, ctx.res, result, { mergeWithLastSubmission: false });
    ctx.respond = false;
    return;
  }
  await next();
  if (ctx.path === '/token' && FORGERIES[mode] && ctx.body && ctx.body.id_token) {
    ctx.body = { ...ctx.body, id_token: await FORGERIES[mode](decodeJwt(ctx.body.id_token)) };
  }
});

provider.listen(port, '127.0.0.1', () => console.log('ready'));
