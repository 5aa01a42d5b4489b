import Manifests

/// Where a check's queries go.
package enum ProviderReference: Sendable, Hashable {
    /// A provider of the operator's file, with its credentials.
    case named(String)
    /// A Prometheus or an endpoint that asks for no credentials. What stands in Git can name no file of the daemon's
    /// machine, lest who writes to Git sends the daemon's files to an address of their own.
    case prometheus(address: String)
    case scrape(addresses: [String])

    static func read(_ reader: inout FieldReader) -> ProviderReference? {
        guard let value = reader.optional("provider", .any) else { return nil }
        if let name = value.string, !name.isEmpty { return .named(name) }
        return reader.object("provider") { provider -> ProviderReference? in
            let prometheus = provider.object("prometheus") { $0.required("address", .webAddress) }
            let scrape = provider.object("scrape") { $0.required("addresses", .list(of: .webAddress)) }
            switch (prometheus, scrape) {
            case (let address?, nil): return .prometheus(address: address)
            case (nil, let addresses?) where !addresses.isEmpty: return .scrape(addresses: addresses)
            default:
                provider.report(
                    "expected a provider's name, or one of 'prometheus', 'scrape'",
                    hint: "providers with credentials stand in the file of 'lockstep serve --metrics'")
                return nil
            }
        }
    }
}

extension FieldKind where T == String {
    static var webAddress: FieldKind {
        FieldKind("an http or https address") { value in
            value.string.flatMap { $0.hasPrefix("http://") || $0.hasPrefix("https://") ? $0 : nil }
        }
    }
}
