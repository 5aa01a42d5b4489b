"""Makes keys, a key set and bearer tokens with PyJWT, and attacks on them, as one JSON document."""
import base64, hashlib, hmac, json, sys, time
import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives import serialization

now = int(sys.argv[1])
ALGORITHMS = {"RS": jwt.algorithms.RSAAlgorithm, "PS": jwt.algorithms.RSAAlgorithm,
              "ES": jwt.algorithms.ECAlgorithm, "Ed": jwt.algorithms.OKPAlgorithm}


def text(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def jwk(key, kid, **more):
    kind = {"RSAPrivateKey": "RS", "EllipticCurvePrivateKey": "ES", "Ed25519PrivateKey": "Ed"}
    name = next(v for k, v in kind.items() if isinstance(key, getattr(
        {"RS": rsa, "ES": ec, "Ed": ed25519}[v], k)))
    value = ALGORITHMS[name].to_jwk(key.public_key(), as_dict=True)
    value.pop("key_ops", None)
    return {**value, "kid": kid, **more}


keys = {"rsa": rsa.generate_private_key(65537, 2048), "p256": ec.generate_private_key(ec.SECP256R1()),
        "p384": ec.generate_private_key(ec.SECP384R1()), "ed": ed25519.Ed25519PrivateKey.generate(),
        "small": rsa.generate_private_key(65537, 1024), "enc": rsa.generate_private_key(65537, 2048),
        "bound": rsa.generate_private_key(65537, 2048)}
other = rsa.generate_private_key(65537, 2048)
claims = {"iss": "https://login.example.com", "aud": "lockstep", "sub": "alice", "groups": ["developers", "on-call"],
          "iat": now, "nbf": now, "exp": now + 300}
unsigned = {"iss": claims["iss"]}


def token(key="rsa", algorithm="RS256", kid=None, header=None, **changed):
    body = {k: v for k, v in {**claims, **changed}.items() if v is not None}
    made = keys[key] if isinstance(key, str) else key
    headers = {"kid": kid if kid is not None else key if isinstance(key, str) else "rsa", **(header or {})}
    return jwt.encode(body, made, algorithm=algorithm, headers=headers)


def by_hand(header, body, sign):
    message = text(json.dumps(header).encode()) + "." + text(json.dumps(body).encode())
    return message + "." + text(sign(message.encode()))


pem = keys["rsa"].public_key().public_bytes(
    serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
der = keys["rsa"].public_key().public_bytes(
    serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
head, body, signature = token().split(".")
admin = text(json.dumps({**claims, "sub": "root"}).encode())
swapped = json.loads(base64.urlsafe_b64decode(token("p256", "ES256").split(".")[0] + "=="))

good = {f"{a} by {k}": token(k, a) for k, a in [
    ("rsa", "RS256"), ("rsa", "RS384"), ("rsa", "RS512"), ("rsa", "PS256"), ("rsa", "PS384"), ("rsa", "PS512"),
    ("p256", "ES256"), ("p384", "ES384"), ("ed", "EdDSA")]}
good["an audience of several"] = token(aud=["other", "lockstep"])
good["within the leeway"] = token(exp=now - 20)
good["no groups"] = token(groups=None)
good["one group as a word"] = token(groups="developers")

bad = {
    "alg none": by_hand({"alg": "none", "kid": "rsa"}, claims, lambda m: b""),
    "alg None": by_hand({"alg": "None", "kid": "rsa"}, claims, lambda m: b""),
    "no alg": by_hand({"kid": "rsa"}, claims, lambda m: b""),
    "the public key as a secret, PEM": by_hand(
        {"alg": "HS256", "kid": "rsa"}, claims, lambda m: hmac.new(pem, m, hashlib.sha256).digest()),
    "the public key as a secret, DER": by_hand(
        {"alg": "HS256", "kid": "rsa"}, claims, lambda m: hmac.new(der, m, hashlib.sha256).digest()),
    "an empty secret": by_hand(
        {"alg": "HS256", "kid": "rsa"}, claims, lambda m: hmac.new(b"", m, hashlib.sha256).digest()),
    "another audience": token(aud="grafana"),
    "no audience": token(aud=None),
    "an audience that is no text": token(aud={"lockstep": True}),
    "another issuer": token(iss="https://login.example.org"),
    "an issuer with a slash more": token(iss="https://login.example.com/"),
    "no issuer": token(iss=None),
    "run out": token(exp=now - 31),
    "no end": token(exp=None),
    "an end that is no number": by_hand(
        {"alg": "RS256", "kid": "rsa"}, {**claims, "exp": "never"},
        lambda m: jwt.algorithms.RSAAlgorithm(jwt.algorithms.RSAAlgorithm.SHA256).sign(m, keys["rsa"])),
    "not yet": token(nbf=now + 31),
    "made in the future": token(iat=now + 31),
    "no name": token(sub=None),
    "an empty name": token(sub=""),
    "groups that are none": token(groups={"release-managers": True}),
    "groups that are not all words": token(groups=["developers", 1]),
    "an unknown key": token(kid="nobody"),
    "a key of another": token(other),
    "a key that is too small": token("small"),
    "a key that encrypts": token("enc"),
    "a key that is bound to another algorithm": token("bound", "RS256"),
    "a curve's key named for RSA": by_hand(
        {"alg": "RS256", "kid": "p256"}, claims, lambda m: base64.urlsafe_b64decode(
            token("p256", "ES256").split(".")[2] + "==")),
    "its own key, in the header": token(other, header={"jwk": jwk(other, "rsa")}),
    "a key from an address, in the header": token(other, header={"jku": "https://evil.example/keys"}),
    "a critical extension": token(header={"crit": ["exp"]}),
    "another type": token(header={"typ": "JWE"}),
    "other claims under a signature": f"{head}.{admin}.{signature}",
    "half a signature": f"{head}.{body}.{signature[:100]}",
    "no signature": f"{head}.{body}.",
    "a curve's signature of zeros": ".".join(token("p256", "ES256").split(".")[:2]) + "." + text(bytes(64)),
    "a fourth part": token() + ".AAAA",
    "padding": f"{head}.{body}.{signature}==",
    "a claim twice": by_hand(
        {"alg": "RS256", "kid": "rsa"}, claims, lambda m: b"x").replace(
        text(json.dumps(claims).encode()), text(b'{"sub":"alice",' + json.dumps(claims).encode()[1:])),
    "nothing": "..",
    "too long": token(groups=["x" * 20000]),
}
json.dump({
    "keys": {"keys": [jwk(keys["rsa"], "rsa"), jwk(keys["p256"], "p256"), jwk(keys["p384"], "p384"),
                      jwk(keys["ed"], "ed"), jwk(keys["small"], "small"), jwk(keys["enc"], "enc", use="enc"),
                      jwk(keys["bound"], "bound", alg="PS256"),
                      {"kty": "oct", "kid": "oct", "k": text(b"secret"), "alg": "HS256"}]},
    "good": good, "bad": bad, "bound": token("bound", "PS256"),
    "unnamed": jwt.encode(claims, keys["ed"], algorithm="EdDSA"),
    "ambiguous": jwt.encode(claims, keys["rsa"], algorithm="PS256"),
}, sys.stdout)
