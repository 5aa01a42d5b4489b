/// The keys of `keys-example/`: made from public words, so that everybody has their private halves.
package enum ExampleKeys {
    /// Ed25519 fingerprints, compiled in: a file cannot claim to be no example.
    package static let fingerprints: Set<String> = [
        "SHA256:BnTdDqC6UTyiH1QF5jpbi6mWxziD/X9yG14STLukPM4",
        "SHA256:PUFETZXjpJQJwhmXzA+S4CC76slmh0FfmShXFFOEhbM",
        "SHA256:GceTcvKsj8CjkI08qrcZaYk6IzNg2q48okNz0rv3ROw",
        "SHA256:Cx85Q76i2moEorycw5LPjQZegA3DXonqH/E5H0k5x3M",
        "SHA256:dyPvv/fffH8y8nP1epkckuRQLts276w/tYfxcKmT+d4",
        "SHA256:pPJVRPbxq1xpYvqhyPHrTw8X46xBr7OEFPlHeyLkYiY",
        "SHA256:+XaS65P5l8FPpIQ+cNw4ZYZjmQUl0yykM8D0cERThEY",
        "SHA256:15jbYQY5naJ1vyeFfc16yoUd6//TF4X86u0B0fFQElo",
        "SHA256:NOS5NBhmOonhCLzpmc4C35MP+d5To8kPhgBgTJwye6s",
        "SHA256:VWwvitdbMAK4SnGKS3MClnKAcw1SmE7tgYvqPV5qAQM",
    ]

    /// - Throws: `exampleKey` unless the caller allows them.
    static func refuse(_ key: PublicKey, unless isAllowed: Bool) throws(TrustError) {
        guard let key = key.ed25519, fingerprints.contains(key.fingerprint), !isAllowed else { return }
        throw .exampleKey(key.fingerprint)
    }
}
