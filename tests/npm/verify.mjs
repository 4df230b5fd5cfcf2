// Checks Open Badges 3.0 credentials with somebody else's code: Digital Bazaar's verifier. No network.
//
//   node verify.mjs CONTEXTS BADGE DID_DOCUMENT STATUS_LIST   tells whether the badge is accepted now (ends with 1 if not)
//   node verify.mjs CONTEXTS                                  reads one question a line, as JSON, and answers each
//
// CONTEXTS is openbadgeslib's folder of JSON-LD contexts. A question is {credential, documents: {address: document}, now}.

import {createInterface} from 'node:readline';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {verifyCredential} from '@digitalbazaar/vc';
import {checkStatus} from '@digitalbazaar/vc-bitstring-status-list';
import {named} from '@digitalbazaar/credentials-context';

const [folder, ...files] = process.argv.slice(2);
const read = path => JSON.parse(readFileSync(path, 'utf-8'));
const context = name => read(join(folder, name));

// The context of credentials is the verifier's own; of the issuer's choosing are only those of Open Badges.
const CONTEXTS = new Map([
  ['https://www.w3.org/ns/credentials/v2', named.get('v2').context],
  ['https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json', context('ob-v3p0-context-3.0.3.json')],
  ['https://purl.imsglobal.org/spec/ob/v3p0/extensions.json', context('ob-v3p0-extensions.json')],
  ['https://w3id.org/security/multikey/v1', context('security-multikey-v1.json')],
  ['https://w3id.org/security/data-integrity/v2', context('security-data-integrity-v2.json')]
]);

// A document that nobody handed over does not exist: a forgotten one shows, and nothing is ever fetched.
function loader(documents) {
  return async url => {
    const [address, fragment] = url.split('#');
    let document = CONTEXTS.get(url) ?? documents[url] ?? documents[address];
    if(document !== undefined && fragment && url.startsWith('did:')) {
      const method = document.verificationMethod.find(each => each.id === url);
      document = method && {'@context': document['@context'][1], ...method};
    }
    if(document === undefined) {
      throw new Error(`unknown address ${url}`);
    }
    return {contextUrl: null, documentUrl: url, document};
  };
}

const reasons = error => (error?.errors ?? [error]).map(each => each?.message ?? String(each)).join('; ');

async function verify({credential, documents, now}) {
  const suite = () => new DataIntegrityProof({cryptosuite});
  const documentLoader = loader(documents);
  // The library looks at the list's dates with the clock of this machine: so the list is verified here, at `now`.
  const status = async options => {
    const {document: list} = await documentLoader(credential.credentialStatus.statusListCredential);
    const result = await verifyCredential({credential: list, suite: suite(), documentLoader, now});
    if(!result.verified) {
      return {verified: false, error: new Error(`status list: ${reasons(result.error)}`)};
    }
    return checkStatus({...options, suite: suite(), verifyBitstringStatusListCredential: false});
  };
  const result = await verifyCredential({credential, suite: suite(), documentLoader, now, checkStatus: status});
  const problem = result.verified ? '' : reasons(result.error ?? result.statusResult?.error);
  // A revoked credential is `verified: true` to the library: whether it still counts stands in the status alone.
  const bits = (result.statusResult?.results ?? []).map(each => each.status);
  const revoked = bits.includes(true);
  const accepted = result.verified === true && bits.length > 0 && bits.every(each => each === false);
  const why = accepted ? '' : problem || (revoked ? 'revoked' : 'no status');
  return {accepted, verified: result.verified, revoked, why};
}

if(files.length) {
  const [credential, did, list] = files.map(read);
  const documents = {[did.id]: did, [list.id]: list};
  const answer = await verify({credential, documents, now: new Date().toISOString()});
  console.log(answer.accepted ? 'accepted' : `refused: ${answer.why}`);
  process.exitCode = answer.accepted ? 0 : 1;
} else {
  for await (const line of createInterface({input: process.stdin})) {
    const answer = await verify(JSON.parse(line)).catch(error => ({accepted: false, verified: false, revoked: false, why: `error: ${reasons(error)}`}));
    console.log(JSON.stringify(answer));
  }
}
