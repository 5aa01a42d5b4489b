/// A network of version 4 or 6, with an address in it.
package struct IPNetwork: Hashable, Sendable {
    let address: IPAddress
    let prefix: Int

    /// `192.168.0.0/16`
    package init?(_ text: String) {
        guard let slash = text.lastIndex(of: "/"), let address = IPAddress(String(text[..<slash])) else { return nil }
        let digits = text[text.index(after: slash)...]
        guard (1...3).contains(digits.utf8.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            digits.count == 1 || digits.first != "0", let prefix = Int(digits), prefix <= address.bytes.count * 8
        else { return nil }
        self.init(address: address, prefix: prefix)
    }

    init(address: IPAddress, prefix: Int) {
        self.address = address
        self.prefix = prefix
    }

    func contains(_ other: IPAddress) -> Bool {
        other.bytes.count == address.bytes.count && other.masked(prefix) == address.masked(prefix)
    }

    /// Whether the other one lies within, and is smaller.
    package func strictlyContains(_ other: IPNetwork) -> Bool { prefix < other.prefix && contains(other.address) }
}
