import Manifests

extension TrustPolicy {
    /// 256 KiB, 16 deep, no aliases.
    static let limits = YAML.Limits(bytes: 256 << 10, depth: 16, aliasNodes: 0, documents: 2)

    /// Reads the bytes of `trust.yaml`; every fault is reported, each at its place.
    ///
    /// - Throws: `policyFaults`.
    package static func read(_ bytes: [UInt8], file: String = path) throws(TrustError) -> TrustPolicy {
        var (documents, diagnostics) = YAML.parse(bytes, file: file, limits: limits)
        guard let document = documents.first, documents.count == 1 else {
            if diagnostics.isEmpty {
                let start = SourceLocation(file: file, line: 1, column: 1)
                diagnostics.append(.error("expected one TrustPolicy, found \(documents.count) documents", at: start))
            }
            throw .policyFaults(diagnostics)
        }
        var reader = FieldReader(document)
        let policy = read(&reader)
        reader.rejectUnknownFields()
        diagnostics += reader.diagnostics
        guard let policy, diagnostics.allSatisfy({ $0.severity != .error }) else {
            throw .policyFaults(diagnostics.sorted(by: Diagnostic.inReadingOrder))
        }
        return policy
    }

    private static func read(_ reader: inout FieldReader) -> TrustPolicy? {
        if let version = reader.required("apiVersion", .string), version != "lockstep/v1" {
            reader.report("expected 'lockstep/v1', found '\(version)'", at: "apiVersion")
        }
        if let kind = reader.required("kind", .string), kind != "TrustPolicy" {
            reader.report("expected kind 'TrustPolicy', found '\(kind)'", at: "kind")
        }
        let name = reader.requiredObject("metadata") { $0.required("name", .nonEmptyString) }
        return reader.requiredObject("spec") { spec -> TrustPolicy? in
            let version = spec.required("version", .integer(in: 1...Int.max))
            let expires = spec.required("expires", .timestamp)
            var names = NameCheck()
            let keys = spec.objects("principals") { readPrincipal(&$0, &names) }.flatMap { $0 }
            if !spec.has("principals") { spec.report("missing field 'principals', expected a list") }
            let grants = spec.objects("roles") { RoleGrant.read(&$0, keys: keys) }
            checkRoles(grants, keys: keys, &spec)
            let placed = keys.map { place($0, among: keys, grants, &spec) }
            let principals = Set(keys.map(\.principal))
            let groups = readGroups(&spec, principals: principals)
            guard let name, let version, let expires else { return nil }
            return TrustPolicy(
                name: name, version: Int64(version), expires: expires, keys: placed, grants: grants, groups: groups)
        }
    }

    /// What may be there only once in a policy.
    private struct NameCheck {
        var principals: Set<String> = []
        var keys: Set<String> = []
        /// Key bytes to the name under which they were first seen.
        var blobs: [[UInt8]: String] = [:]
    }

    private static func readPrincipal(_ reader: inout FieldReader, _ names: inout NameCheck) -> [PolicyKey]? {
        let name = reader.required("name", .nonEmptyString)
        if let name, !names.principals.insert(name).inserted {
            reader.report("expected each principal once, found '\(name)' again", at: "name")
        }
        if let name, !isPrincipal(name) {
            reader.report("expected letters, digits and '@._+-' in a principal, found '\(name)'", at: "name")
        }
        if !reader.has("keys") { reader.report("missing field 'keys', expected a list") }
        var checked = names
        let keys = reader.objects("keys") { key -> PolicyKey? in
            PolicyKey.read(&key, principal: name ?? "") { read, key in
                if !checked.keys.insert(read.name).inserted {
                    key.report("expected each key name once, found '\(read.name)' again", at: "name")
                }
                // One key under two names would count twice towards a threshold.
                if let other = checked.blobs.updateValue(read.name, forKey: read.identity) {
                    key.report("expected each key once, found the key of '\(other)' again", at: "publicKey")
                }
            }
        }
        names = checked
        return keys
    }

    /// Names stand in files of OpenSSH, where blanks, quotes, commas and patterns would mean something.
    private static func isPrincipal(_ name: String) -> Bool {
        name.utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte)
                || [0x40, 0x2E, 0x5F, 0x2B, 0x2D].contains(byte)
        }
    }

    private static func readGroups(_ spec: inout FieldReader, principals: Set<String>) -> [String: [String]] {
        var groups: [String: [String]] = [:]
        for (name, members) in spec.objects("groups", { readGroup(&$0, principals: principals) }) {
            if groups.updateValue(members, forKey: name) != nil {
                spec.report("expected each group once, found '\(name)' again", at: "groups")
            }
        }
        return groups
    }

    /// The key with the log in which its revocation counts entries: where only one is named, that one.
    private static func place(
        _ key: PolicyKey, among keys: [PolicyKey], _ grants: [RoleGrant], _ spec: inout FieldReader
    ) -> PolicyKey {
        guard let revocation = key.revocation, revocation.logSize != nil, revocation.log == nil else { return key }
        let names = Set(grants.filter { $0.role == .log }.flatMap(\.keyNames))
        guard let log = names.first, names.count == 1 else {
            spec.report(
                "expected 'log' beside the 'logSize' of key '\(key.name)', the origin of the log that has so many "
                    + "entries, found none in a policy that names \(names.count) logs", at: "principals",
                hint: "'lockstep log show' prints the origin first")
            return key
        }
        return key.revoked(
            .init(time: revocation.time, reason: revocation.reason, logSize: revocation.logSize, log: log))
    }

    private static func readGroup(_ reader: inout FieldReader, principals: Set<String>) -> (String, [String])? {
        let name = reader.required("name", .nonEmptyString)
        let members = reader.required("members", .list(of: .nonEmptyString))
        guard let name, let members else { return nil }
        for member in members where !principals.contains(member) {
            reader.report(
                "expected a principal, found '\(member)'", at: "members",
                hint: NearestName.suggest(member, among: Array(principals)).map { "did you mean '\($0)'?" })
        }
        return (name, members)
    }

    private static func checkRoles(_ grants: [RoleGrant], keys: [PolicyKey], _ spec: inout FieldReader) {
        let roots = grants.count { $0.role == .root }
        if roots != 1 { spec.report("expected one entry of role 'root', found \(roots)", at: "roles") }
        for key in keys {
            let roles = Set(grants.filter { $0.keyNames.contains(key.name) }.map(\.role))
            if let exclusive = roles.sorted().first(where: \.isExclusive), roles.count > 1 {
                spec.report(
                    "expected key '\(key.name)' of role '\(exclusive.rawValue)' to have no other role, found "
                        + roles.sorted().map { "'\($0.rawValue)'" }.joined(separator: ", "),
                    at: "roles", hint: "give the principal a second key for the other role")
            }
            if key.ed25519 == nil, roles != [.committer] {
                spec.report(
                    "expected an 'ssh-ed25519' key for '\(key.name)', found '\(key.algorithm)'", at: "roles",
                    hint: "other keys can only be committers")
            }
        }
    }
}

extension PolicyKey {
    fileprivate func revoked(_ revocation: Revocation) -> PolicyKey {
        PolicyKey(
            name: name, principal: principal, material: material, validFrom: validFrom, validUntil: validUntil,
            retired: retired, revocation: revocation)
    }

    /// What tells the key from every other.
    fileprivate var identity: [UInt8] { openSSH?.blob ?? Array(fingerprint.utf8) }

    /// - Parameter check: reports what is wrong with a key that could be read.
    fileprivate static func read(
        _ reader: inout FieldReader, principal: String, check: (PolicyKey, inout FieldReader) -> Void
    ) -> PolicyKey? {
        let name = reader.required("name", .nonEmptyString)
        let material = reader.required("publicKey", .policyKey)
        let from = reader.optional("validFrom", .timestamp)
        let until = reader.optional("validUntil", .timestamp)
        let retired = reader.optional("retired", .timestamp)
        let revocation = reader.object("revoked") { revoked -> Revocation? in
            let time = revoked.required("at", .timestamp)
            let reason = revoked.required("reason", .nonEmptyString)
            let size = revoked.optional("logSize", .integer(in: 0...Int.max))
            let log = revoked.optional("log", .nonEmptyString)
            if log != nil, size == nil { revoked.report("missing field 'logSize' beside 'log'", at: "log") }
            guard let time, let reason else { return nil }
            return Revocation(time: time, reason: reason, logSize: size.map { UInt64($0) }, log: log)
        }
        if let from, let until, from >= until {
            reader.report("expected a time after 'validFrom', found \(until)", at: "validUntil")
        }
        guard let name, let material else { return nil }
        if let text = reader.optional("publicKey", .string), let verifier = try? VerifierKey(text),
            verifier.name != name
        {
            reader.report(
                "expected the name of the log or witness, '\(verifier.name)', found '\(name)'", at: "name")
        }
        let key = PolicyKey(
            name: name, principal: principal, material: material, validFrom: from, validUntil: until,
            retired: retired, revocation: revocation)
        check(key, &reader)
        return key
    }
}

extension RoleGrant {
    fileprivate static func read(_ reader: inout FieldReader, keys: [PolicyKey]) -> RoleGrant? {
        let role = reader.required("role", .choice(Role.self))
        let names = reader.required("keys", .list(of: .nonEmptyString))
        let threshold = reader.value("threshold", .integer(in: 1...1_000), default: 1)
        let environments = reader.optional("environments", .list(of: .namePattern))
        let artifacts = reader.optional("artifacts", .list(of: .namePattern))
        guard let role, let names else { return nil }
        let needsEnvironments = role.signsArtifacts || role == .committer
        report(environments, field: "environments", role: role, isNeeded: needsEnvironments, &reader)
        report(artifacts, field: "artifacts", role: role, isNeeded: role.signsArtifacts, &reader)
        checkKeys(names, keys: keys, threshold: threshold, &reader)
        return RoleGrant(
            role: role, keyNames: names, threshold: threshold, environments: environments ?? [],
            artifacts: artifacts ?? [])
    }

    private static func report(
        _ patterns: [NamePattern]?, field: String, role: Role, isNeeded: Bool, _ reader: inout FieldReader
    ) {
        if isNeeded, (patterns ?? []).isEmpty {
            reader.report(
                "missing field '\(field)' of role '\(role.rawValue)', expected at least one name or pattern",
                at: field)
        }
        if !isNeeded, patterns != nil {
            reader.report("expected no '\(field)' for role '\(role.rawValue)', which knows none", at: field)
        }
    }

    private static func checkKeys(
        _ names: [String], keys: [PolicyKey], threshold: Int, _ reader: inout FieldReader
    ) {
        for name in names where !keys.contains(where: { $0.name == name }) {
            reader.report(
                "expected the name of a key, found '\(name)'", at: "keys",
                hint: NearestName.suggest(name, among: keys.map(\.name)).map { "did you mean '\($0)'?" })
        }
        if Set(names).count != names.count { reader.report("expected each key once", at: "keys") }
        let principals = Set(keys.filter { names.contains($0.name) }.map(\.principal))
        if threshold > principals.count {
            reader.report(
                "expected a threshold of at most \(principals.count), the number of principals, found \(threshold)",
                at: "threshold")
        }
    }
}

extension FieldKind where T == NamePattern {
    fileprivate static var namePattern: FieldKind {
        FieldKind("a name or pattern") { $0.string.flatMap(NamePattern.init) }
    }
}

extension FieldKind where T == PolicyKey.Material {
    /// An OpenSSH public key line, or an OpenPGP fingerprint.
    fileprivate static var policyKey: FieldKind {
        FieldKind("an OpenSSH public key") { value in
            guard let line = value.string else { return .failure(Mismatch(expected: "an OpenSSH public key")) }
            if line.hasPrefix(OpenPGPFingerprint.mark) {
                guard let fingerprint = OpenPGPFingerprint.read(line) else {
                    return .failure(
                        Mismatch(
                            expected: "'\(OpenPGPFingerprint.mark)' and 40 hexadecimal digits",
                            hint: "'gpg --list-keys' shows the fingerprint"))
                }
                return .success(.openPGP(fingerprint: fingerprint))
            }
            do throws(TrustError) {
                // As a log and a witness print their own.
                if !line.contains(" "), line.contains("+") {
                    return .success(.ed25519(try Ed25519PublicKey(try VerifierKey(line).publicKey)))
                }
                let key = try OpenSSHPublicKey(line)
                if let point = try key.ed25519 { return .success(.ed25519(point)) }
                return .success(.ssh(key))
            } catch {
                return .failure(
                    Mismatch(expected: "an OpenSSH public key", found: error.message, hint: error.hint))
            }
        }
    }
}
