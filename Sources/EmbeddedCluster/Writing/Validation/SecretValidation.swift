import Manifests
import Trust

/// What the server refuses of a Secret of a type that it knows (`ValidateSecret` of k8s.io/kubernetes).
enum SecretValidation {
    private static let accountName = "kubernetes.io/service-account.name"

    static func faults(of secret: Value) -> [APIError.Cause] {
        let data = secret["data"]?.object ?? [:]
        func missing(_ keys: [String], at place: String = "data") -> [APIError.Cause] {
            keys.filter { data[$0] == nil }.map { .required("\(place)[\($0)]") }
        }
        // The server's own slip: its path has a placeholder that nothing fills.
        let slip = "data[%s]"
        switch secret["type"]?.string {
        case "kubernetes.io/service-account-token":
            return (secret.annotations[accountName]?.string ?? "").isEmpty
                ? [.required("metadata.annotations[\(accountName)]")] : []
        case "kubernetes.io/dockercfg": return missing([".dockercfg"]) + documentFaults(data, ".dockercfg")
        case "kubernetes.io/dockerconfigjson":
            return missing([".dockerconfigjson"]) + documentFaults(data, ".dockerconfigjson")
        case "kubernetes.io/basic-auth":
            let missing = missing(["username", "password"], at: slip)
            return missing.count == 2 ? missing : []
        case "kubernetes.io/ssh-auth":
            return (data["ssh-privatekey"]?.string ?? "").isEmpty ? [.required("\(slip)[ssh-privatekey]")] : []
        case "kubernetes.io/tls": return missing(["tls.crt", "tls.key"])
        default: return []
        }
    }

    /// What is there is a JSON object, and is not shown where it is none.
    private static func documentFaults(_ data: Object, _ key: String) -> [APIError.Cause] {
        guard let text = data[key]?.string, let bytes = Base64.decode(text), let fault = fault(ofDocument: bytes)
        else { return [] }
        return [.invalid("data[\(key)]", "\"<secret contents redacted>\"", fault)]
    }

    /// In Go's words, where they do not tell of the contents.
    private static func fault(ofDocument bytes: [UInt8]) -> String? {
        guard let value = try? JSON.parse(bytes) else {
            let first = bytes.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
            guard let first else { return "unexpected end of JSON input" }
            return first == UInt8(ascii: "{")
                ? "unexpected end of JSON input"
                : "invalid character '\(Character(Unicode.Scalar(first)))' looking for beginning of value"
        }
        let kind: String
        switch value {
        case .object, .null: return nil
        case .array: kind = "array"
        case .string: kind = "string"
        case .bool: kind = "bool"
        case .integer, .double: kind = "number"
        }
        return "json: cannot unmarshal \(kind) into Go value of type map[string]interface {}"
    }
}
