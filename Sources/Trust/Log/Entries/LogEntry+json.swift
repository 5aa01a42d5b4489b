package import Manifests

extension LogEntry {
    private static let format = "lockstep/v1"

    /// The leaf.
    package var bytes: [UInt8] { JSON.canonical(value) }

    package var value: Value {
        var object: Object = [
            "entry": .string(Self.format), "kind": .string(kind.rawValue), "time": .string(time.description),
        ]
        for field in Self.texts {
            if let text = self[keyPath: field.path] { object[field.name] = .string(text) }
        }
        if !approvers.isEmpty { object["approvers"] = .array(approvers.map { .string($0) }) }
        for field in Self.times {
            if let time = self[keyPath: field.path] { object[field.name] = .string(time.description) }
        }
        if !grants.isEmpty { object["grants"] = .array(grants.map(\.value)) }
        if let event { object["event"] = .string(event.rawValue) }
        if let logSize { object["logSize"] = .integer(Int64(logSize)) }
        return .object(object)
    }

    /// Reads a leaf strictly: no unknown field, no other spelling of the same entry.
    ///
    /// - Throws: ``TrustError/entryTooLarge(_:)``, ``TrustError/unexpected(_:found:)``.
    package init(_ bytes: [UInt8]) throws(TrustError) {
        guard bytes.count <= EntryBundle.mostBytes else { throw .entryTooLarge(bytes.count) }
        let value: Value
        do throws(JSONError) {
            value = try JSON.parse(bytes, limits: JSON.Limits(bytes: EntryBundle.mostBytes, depth: 4))
        } catch { throw .unexpected("a log entry", found: "\(error)") }
        try self.init(value)
        guard self.bytes == bytes else { throw .unexpected("a log entry in canonical JSON", found: "another spelling") }
    }

    private init(_ value: Value) throws(TrustError) {
        guard let object = value.object else { throw Self.fault("\(value.kindInWords)") }
        guard object["entry"]?.string == Self.format else { throw Self.fault("no 'entry' of '\(Self.format)'") }
        guard let kind = object["kind"]?.string.flatMap(Kind.init) else { throw Self.fault("no known 'kind'") }
        guard let time = object["time"]?.string.flatMap({ LogTime($0) }) else {
            throw Self.fault("no 'time' such as '2026-07-01T12:00:00Z'")
        }
        self.init(kind, at: time)
        for member in object where !["entry", "kind", "time"].contains(member.key) { try read(member) }
        try check()
    }

    private mutating func read(_ member: Object.Member) throws(TrustError) {
        if let field = Self.texts.first(where: { $0.name == member.key }) {
            guard let text = member.value.string, !text.isEmpty else {
                throw Self.fault("'\(member.key)' as \(member.value.kindInWords), or empty")
            }
            self[keyPath: field.path] = text
            return
        }
        if let field = Self.times.first(where: { $0.name == member.key }) {
            guard let time = member.value.string.flatMap({ LogTime($0) }) else {
                throw Self.fault("'\(member.key)' that is no time")
            }
            self[keyPath: field.path] = time
            return
        }
        switch (member.key, member.value) {
        case ("grants", .array(let values)) where !values.isEmpty:
            grants = values.compactMap(Grant.init)
            guard grants.count == values.count else { throw Self.fault("a grant of another form") }
        case ("approvers", .array(let names)) where !names.isEmpty:
            approvers = names.compactMap(\.string)
            guard approvers.count == names.count else { throw Self.fault("an approver that is no string") }
        case ("event", .string(let name)):
            guard let known = KeyEvent(rawValue: name) else { throw Self.fault("the unknown key event '\(name)'") }
            event = known
        case ("logSize", .integer(let size)):
            guard size >= 0 else { throw Self.fault("a negative 'logSize'") }
            logSize = Int(size)
        default: throw Self.fault("the field '\(member.key)', unknown or of the wrong type")
        }
    }

    /// What the fields must say together; checked for what is written, too.
    ///
    /// - Throws: ``TrustError/unexpected(_:found:)``.
    package func check() throws(TrustError) {
        for (name, digest) in [("artifact", artifact), ("policy", policy), ("envelope", envelope)] {
            guard let digest else { continue }
            guard digest.hasPrefix("sha256:"), Self.isHex(digest.dropFirst(7)), digest.utf8.count == 71 else {
                throw Self.fault("'\(name)' that is not 'sha256:' and 64 hexadecimal digits")
            }
        }
        if let commit, !Self.isHex(commit[...]) || ![40, 64].contains(commit.utf8.count) {
            throw Self.fault("'commit' that is not 40 or 64 hexadecimal digits")
        }
        guard (kind == .keyEvent) == (event != nil) else { throw Self.fault("'event' without a key event, or none") }
        guard (event == .revoked) == (logSize != nil) else {
            throw Self.fault("'logSize' without a revocation, or none")
        }
        guard event == .revoked || log == nil else { throw Self.fault("'log' without a revocation") }
        let isOfPolicy = validFrom != nil || validUntil != nil || retired != nil || !grants.isEmpty
        guard event == .trusted ? policy != nil : !isOfPolicy else {
            throw Self.fault("what a key is trusted for without the trust policy that says so")
        }
        guard kind != .keyEvent && kind != .signature && kind != .approval || key != nil else {
            throw Self.fault("no 'key' in a \(kind.rawValue)")
        }
    }

    private static func isHex(_ text: Substring) -> Bool {
        text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    private static func fault(_ found: String) -> TrustError { .unexpected("a log entry", found: found) }

    private struct Field<T>: @unchecked Sendable {
        // INVARIANT: a key path of stored properties only, so it holds no state to share.
        let name: String
        let path: WritableKeyPath<LogEntry, T?>
    }

    private static let times: [Field<LogTime>] = [
        Field(name: "expires", path: \.expires), Field(name: "validFrom", path: \.validFrom),
        Field(name: "validUntil", path: \.validUntil), Field(name: "retired", path: \.retired),
    ]

    private static let texts: [Field<String>] = [
        Field(name: "principal", path: \.principal), Field(name: "role", path: \.role),
        Field(name: "key", path: \.key), Field(name: "subject", path: \.subject),
        Field(name: "artifact", path: \.artifact), Field(name: "environment", path: \.environment),
        Field(name: "version", path: \.version), Field(name: "commit", path: \.commit),
        Field(name: "policy", path: \.policy), Field(name: "envelope", path: \.envelope),
        Field(name: "reason", path: \.reason), Field(name: "name", path: \.name),
        Field(name: "log", path: \.log),
    ]
}

extension LogEntry.Grant {
    fileprivate var value: Value {
        var object: Object = ["role": .string(role)]
        if !environments.isEmpty { object["environments"] = .array(environments.map(Value.string)) }
        if !artifacts.isEmpty { object["artifacts"] = .array(artifacts.map(Value.string)) }
        return .object(object)
    }

    /// - Returns: nil for another form; an unknown field is found where the entry is written again.
    fileprivate init?(_ value: Value) {
        guard let object = value.object, let role = object["role"]?.string else { return nil }
        self.init(role: role)
        environments = object["environments"]?.array?.compactMap(\.string) ?? []
        artifacts = object["artifacts"]?.array?.compactMap(\.string) ?? []
    }
}
