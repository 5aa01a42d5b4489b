package import Transport

/// Who signs requests to AWS, and to what speaks its protocols.
package struct AWSCredentials: Sendable, Hashable {
    package var accessKey: String
    package var secretKey: SecretBytes
    package var sessionToken: SecretBytes?

    package init(accessKey: String, secretKey: SecretBytes, sessionToken: SecretBytes? = nil) {
        self.accessKey = accessKey
        self.secretKey = secretKey
        self.sessionToken = sessionToken
    }

    /// `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`.
    ///
    /// - Returns: nil where the first two are not both there: requests then go unsigned, which public storage allows.
    package init?(environment: [String: String]) {
        guard let accessKey = environment["AWS_ACCESS_KEY_ID"], !accessKey.isEmpty,
            let secret = environment["AWS_SECRET_ACCESS_KEY"], !secret.isEmpty
        else { return nil }
        let token = environment["AWS_SESSION_TOKEN"].flatMap { $0.isEmpty ? nil : SecretBytes($0) }
        self.init(accessKey: accessKey, secretKey: SecretBytes(secret), sessionToken: token)
    }
}
