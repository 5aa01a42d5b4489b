import CLibgit2
import Foundation

/// The C functions that libgit2 calls during an exchange. Their payload is the exchange, which outlives the call.
enum Callbacks {
    static func make(for exchange: Exchange) -> git_remote_callbacks {
        var callbacks = git_remote_callbacks()
        git_remote_init_callbacks(&callbacks, UInt32(GIT_REMOTE_CALLBACKS_VERSION))
        callbacks.payload = Unmanaged.passUnretained(exchange).toOpaque()
        callbacks.credentials = { out, url, _, allowed, payload in
            Callbacks.credentials(out, url: String(native: url), allowed: allowed, exchange: conversation(payload))
        }
        callbacks.certificate_check = { certificate, valid, _, payload in
            Callbacks.certificate(certificate, isValid: valid != 0, exchange: conversation(payload))
        }
        callbacks.transfer_progress = { stats, payload in
            guard let stats = stats?.pointee else { return 0 }
            let progress = TransferProgress(
                receivedObjects: Int(stats.received_objects), totalObjects: Int(stats.total_objects),
                receivedBytes: stats.received_bytes)
            return conversation(payload).advance(progress) ? 0 : GIT_EUSER.rawValue
        }
        callbacks.sideband_progress = { text, count, payload in
            conversation(payload).hear(UnsafeRawBufferPointer(start: text, count: Int(count)))
            return conversation(payload).interruption == nil ? 0 : GIT_EUSER.rawValue
        }
        callbacks.pack_progress = { _, _, _, payload in Callbacks.goOn(conversation(payload)) }
        callbacks.push_transfer_progress = { _, _, _, payload in Callbacks.goOn(conversation(payload)) }
        callbacks.push_negotiation = { updates, count, payload in
            Callbacks.negotiate(UnsafeBufferPointer(start: updates, count: count), exchange: conversation(payload))
        }
        callbacks.push_update_reference = { reference, status, payload in
            conversation(payload).report(status.map { String(cString: $0) }, of: String(native: reference))
            return 0
        }
        return callbacks
    }

    private static func goOn(_ exchange: Exchange) -> Int32 {
        exchange.noteActivity()
        return exchange.interruption == nil ? 0 : GIT_EUSER.rawValue
    }

    // MARK: Credentials

    private static func credentials(
        _ out: UnsafeMutablePointer<UnsafeMutablePointer<git_credential>?>?, url: String, allowed: UInt32,
        exchange: Exchange
    ) -> Int32 {
        let remote = exchange.remote
        let user = remote.address.user
        if allows(allowed, GIT_CREDENTIAL_USERNAME) { return git_credential_username_new(out, user) }
        if exchange.countCredentials() {
            return refuse(exchange, "the credentials are not accepted")
        }
        switch remote.credentials {
        case .token(let token, let name) where allows(allowed, GIT_CREDENTIAL_USERPASS_PLAINTEXT):
            // A redirect must not carry the token to another host.
            guard isSameHost(url, remote.address) else { return refuse(exchange, "it redirects to another host") }
            guard remote.address.scheme == .https || remote.address.isLoopback else {
                return refuse(exchange, "a token is not sent over http, which anybody on the way can read")
            }
            return git_credential_userpass_plaintext_new(out, name, token.exposedText)
        case .sshKeyFile(let path, let phrase) where allows(allowed, GIT_CREDENTIAL_SSH_KEY):
            guard FileManager.default.isReadableFile(atPath: path) else {
                return refuse(exchange, "key file '\(path)' cannot be read")
            }
            return git_credential_ssh_key_new(out, user, nil, path, phrase?.exposedText)
        case .sshKey(let key, let phrase) where allows(allowed, GIT_CREDENTIAL_SSH_MEMORY):
            return git_credential_ssh_key_memory_new(out, user, nil, key.exposedText, phrase?.exposedText)
        case .sshAgent where allows(allowed, GIT_CREDENTIAL_SSH_KEY):
            return git_credential_ssh_key_from_agent(out, user)
        case .none: return refuse(exchange, "it asks for credentials, and none are configured")
        case .token, .sshKeyFile, .sshKey, .sshAgent:
            return refuse(exchange, "it does not take the kind of credentials that is configured")
        }
    }

    private static func allows(_ allowed: UInt32, _ kind: git_credential_t) -> Bool {
        allowed & UInt32(kind.rawValue) != 0
    }

    private static func isSameHost(_ url: String, _ address: RemoteAddress) -> Bool {
        guard let asking = try? RemoteAddress(url) else { return false }
        return asking.scheme == address.scheme && asking.host.lowercased() == address.host.lowercased()
            && asking.port == address.port
    }

    private static func refuse(_ exchange: Exchange, _ reason: String) -> Int32 {
        exchange.refuse(.credentials(reason))
        return GIT_EAUTH.rawValue
    }

    // MARK: Certificates and host keys

    /// TLS: libgit2 has compared chain and name. SSH: the key has to be in a known_hosts file.
    private static func certificate(
        _ certificate: UnsafeMutablePointer<git_cert>?, isValid: Bool, exchange: Exchange
    ) -> Int32 {
        guard let certificate else { return GIT_ECERTIFICATE.rawValue }
        switch certificate.pointee.cert_type {
        case GIT_CERT_X509:
            if isValid { return 0 }
            exchange.refuse(
                .host(
                    reason: "its certificate is not signed by a trusted authority, or names another host",
                    hint: "add the authority's certificate to the trusted ones"))
        case GIT_CERT_HOSTKEY_LIBSSH2:
            let key = UnsafeMutableRawPointer(certificate).assumingMemoryBound(to: git_cert_hostkey.self).pointee
            guard key.type.rawValue & GIT_CERT_SSH_RAW.rawValue != 0, let start = key.hostkey else { break }
            let bytes = Array(UnsafeRawBufferPointer(start: start, count: key.hostkey_len))
            let address = exchange.remote.address
            let hosts = KnownHosts(files: exchange.remote.knownHostsFiles ?? KnownHosts.standardFiles)
            switch hosts.verdict(host: address.host, port: address.port ?? 22, key: bytes) {
            case .known: return 0
            case .refused(let reason, let hint): exchange.refuse(.host(reason: reason, hint: hint))
            }
        default: break
        }
        exchange.refuse(.host(reason: "it shows no key that can be checked", hint: "use another address"))
        return GIT_ECERTIFICATE.rawValue
    }

    // MARK: Push

    /// The server announces where its branches are, and later updates only from there, under its own lock: so this
    /// comparison together with the server's makes the push a compare-and-swap.
    private static func negotiate(
        _ updates: UnsafeBufferPointer<UnsafePointer<git_push_update>?>, exchange: Exchange
    ) -> Int32 {
        guard let expected = exchange.expected else { return GIT_EUSER.rawValue }
        for update in updates.compactMap({ $0?.pointee })
        where String(native: update.dst_refname) == exchange.remote.reference {
            let found = ObjectID(update.src)
            if (found == .zero ? nil : found) != expected {
                exchange.refuse(.moved(to: found == .zero ? nil : found))
                return GIT_EUSER.rawValue
            }
        }
        return goOn(exchange)
    }
}

/// INVARIANT: the payload is the exchange that `Callbacks.make` was given, which lives as long as the call.
private func conversation(_ payload: UnsafeMutableRawPointer?) -> Exchange {
    guard let payload else { preconditionFailure("a callback without its payload") }
    return Unmanaged<Exchange>.fromOpaque(payload).takeUnretainedValue()
}
