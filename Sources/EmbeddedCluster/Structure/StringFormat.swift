import Foundation
import Trust

/// The formats of strings that a structural schema can ask for; one that is not known accepts everything, as the API
/// server does.
enum StringFormat {
    static func accepts(_ text: String, as format: String) -> Bool {
        switch format {
        case "date-time", "datetime": Timestamp(text) != nil
        case "date": Timestamp(text + "T00:00:00Z") != nil && text.utf8.count == 10
        case "duration": isDuration(text)
        case "email": text.wholeMatch(of: /[^@\s]+@[^@\s]+/) != nil
        case "hostname": text.utf8.count <= 253 && text.wholeMatch(of: /[A-Za-z0-9]([-A-Za-z0-9.]*[A-Za-z0-9])?/) != nil
        case "ipv4": isIPv4(text)
        case "ipv6": text.contains(":") && text.wholeMatch(of: /[0-9A-Fa-f:.]+/) != nil
        case "cidr": isCIDR(text)
        case "mac": text.wholeMatch(of: /([0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}/) != nil
        case "uri": text.wholeMatch(of: /[A-Za-z][A-Za-z0-9+.\-]*:.+/) != nil || text.hasPrefix("/")
        case "uuid": UUID(uuidString: text) != nil
        case "byte": Base64.decode(text) != nil
        default: true
        }
    }

    /// Go's `time.ParseDuration`: `1h30m`, `-1.5s`, `0`.
    private static func isDuration(_ text: String) -> Bool {
        text.wholeMatch(
            of:
                /[+-]?(0|([0-9]+(\.[0-9]*)?|\.[0-9]+)(ns|us|µs|ms|s|m|h)(([0-9]+(\.[0-9]*)?|\.[0-9]+)(ns|us|µs|ms|s|m|h))*)/
        )
            != nil
    }

    private static func isIPv4(_ text: String) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil && ($0 == "0" || !$0.hasPrefix("0")) }
    }

    private static func isCIDR(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let length = Int(parts[1]) else { return false }
        let address = String(parts[0])
        return isIPv4(address) ? (0...32).contains(length) : accepts(address, as: "ipv6") && (0...128).contains(length)
    }
}
