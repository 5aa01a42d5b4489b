import Manifests
import Trust

/// Opens the sealed values of a Secret once nothing stands against it any more: policies, messages and hooks see them
/// sealed.
///
/// A value is sealed where it stands in `data` or `stringData` of a Secret; there plans mask it. Anywhere else it is
/// refused, since an opened value would be shown.
struct SecretOpening: Sendable {
    private static let fields = ["data", "stringData"]
    private static let secret = GroupKind(group: "", kind: "Secret")

    let keys: SecretKeys
    let environment: String

    struct Opened: Sendable {
        /// What to send in the place of the sealed values: base64, by the key in `data`.
        var values: [String: String] = [:]
        var diagnostics: [Diagnostic] = []

        /// The object with its values opened.
        func filling(_ object: Value) -> Value {
            guard !values.isEmpty, var root = object.object else { return object }
            var data = root["data"]?.object ?? Object()
            for (key, text) in values { data[key] = .string(text) }
            root["data"] = .object(data)
            return .object(root)
        }
    }

    func open(_ candidate: Candidate) -> Opened {
        let object = candidate.resource.object
        var opened = Opened()
        let isSecret = candidate.identity.groupKind == Self.secret
        for member in object.object ?? Object() {
            if isSecret, Self.fields.contains(member.key), let values = member.value.object {
                for value in values { open(value.value, at: member.key, value.key, of: candidate, into: &opened) }
            } else if Self.isSealed(anywhereIn: member.value),
                let path = Self.firstSealed(in: member.value, at: [.key(member.key)])
            {
                opened.diagnostics.append(
                    .error(
                        "expected sealed values in 'data' or 'stringData' of a Secret only, found one in "
                            + "\(candidate.identity)",
                        at: candidate.resource.document.nearestLocation(of: path),
                        hint: "put it into a Secret and refer to that"))
            }
        }
        return opened
    }

    private func open(
        _ value: Value, at field: String, _ key: String, of candidate: Candidate, into opened: inout Opened
    ) {
        guard let text = value.string.flatMap({ Self.sealed($0, in: field) }) else { return }
        // `stringData` goes before `data`, as in Kubernetes.
        if field == "data", candidate.resource.object[path: "stringData", key] != nil { return }
        let place = SealedValue.Place(
            environment: environment, namespace: candidate.identity.namespace ?? "", name: candidate.identity.name,
            field: "\(field).\(key)")
        do throws(TrustError) {
            let sealed = try SealedValue(text)
            guard let opener = keys[sealed.keyID] else {
                throw .notOpened("sealed value of \(place)", reason: "there is no key '\(sealed.keyID)' here")
            }
            let secret = try sealed.open(for: place, with: opener)
            var bytes = secret.exposedBytes
            opened.values[key] = Base64.encode(bytes)
            for index in bytes.indices { bytes[index] = 0 }
        } catch {
            opened.diagnostics.append(
                .error(
                    error.message,
                    at: candidate.resource.document.nearestLocation(of: [.key(field), .key(key)]),
                    hint: hint(error, sealed: text, place: place)))
        }
    }

    /// A sealed value as it stands there, or as tools put it into `data` that encode what they are given, such as
    /// kustomize's secretGenerator.
    private static func sealed(_ text: String, in field: String) -> String? {
        if SealedValue.isSealed(text) { return text }
        guard field == "data", let bytes = Base64.decode(text.filter { !$0.isWhitespace }),
            let inner = String(validating: bytes, as: UTF8.self), SealedValue.isSealed(inner)
        else { return nil }
        return inner.last?.isNewline == true ? String(inner.dropLast()) : inner
    }

    private func hint(_ error: TrustError, sealed text: String, place: SealedValue.Place) -> String? {
        guard case .notOpened = error else { return error.hint }
        guard let id = try? SealedValue(text).keyID, keys[id] != nil else {
            return "name the file of the environment's private sealing key with --secrets-key"
        }
        return "seal it for this place: 'lockstep secret seal --environment \(place.environment) --namespace "
            + "\(place.namespace) --name \(place.name) --field \(place.field)'"
    }

    /// Asked of every value of every object; where it stands is asked of few.
    private static func isSealed(anywhereIn value: Value) -> Bool {
        switch value {
        case .string(let text): SealedValue.isSealed(text)
        case .array(let items): items.contains(where: isSealed(anywhereIn:))
        case .object(let object): object.members.contains { isSealed(anywhereIn: $0.value) }
        case .null, .bool, .integer, .double: false
        }
    }

    private static func firstSealed(in value: Value, at path: [PathStep]) -> [PathStep]? {
        if let text = value.string { return SealedValue.isSealed(text) ? path : nil }
        for member in value.object ?? Object() {
            if let found = firstSealed(in: member.value, at: path + [.key(member.key)]) { return found }
        }
        for (index, item) in (value.array ?? []).enumerated() {
            if let found = firstSealed(in: item, at: path + [.index(index)]) { return found }
        }
        return nil
    }
}
