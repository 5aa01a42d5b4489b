import Manifests

/// Numbers and names of ports (k8s.io/apimachinery, `IsValidPortNum` and `IsValidPortName`).
enum PortText {
    static let protocols = ["SCTP", "TCP", "UDP"]

    static func faults(ofNumber number: Value?, at field: String) -> [APIError.Cause] {
        let number = number?.integer ?? 0
        return (1...65_535).contains(number)
            ? [] : [.invalid(field, String(number), "must be between 1 and 65535, inclusive")]
    }

    static func faults(ofName name: String, at field: String) -> [APIError.Cause] {
        let bytes = Array(name.utf8)
        let isLetter = { (byte: UInt8) in (97...122).contains(byte) }
        let isAllowed = { (byte: UInt8) in isLetter(byte) || (48...57).contains(byte) || byte == 45 }
        var faults: [String] = []
        if bytes.count > 15 { faults.append("must be no more than 15 bytes") }
        if bytes.isEmpty || !bytes.allSatisfy(isAllowed) {
            faults.append("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)")
        }
        if !bytes.contains(where: isLetter) { faults.append("must contain at least one letter (a-z)") }
        if name.contains("--") { faults.append("must not contain consecutive hyphens") }
        if bytes.first == 45 || bytes.last == 45 { faults.append("must not begin or end with a hyphen") }
        return faults.map { .invalid(field, JSON.string(.string(name)), $0) }
    }

    static func faults(ofNumberOrName port: Value?, at field: String) -> [APIError.Cause] {
        if let name = port?.string { return faults(ofName: name, at: field) }
        return faults(ofNumber: port, at: field)
    }

    static func faults(ofProtocol name: Value?, at field: String) -> [APIError.Cause] {
        let name = name?.string ?? ""
        if name.isEmpty { return [.required(field)] }
        return protocols.contains(name) ? [] : [.unsupported(field, name, protocols)]
    }
}
