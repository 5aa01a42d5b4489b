/// Where an answer of a list says that it goes on (RFC 8288; distribution-spec 1.1, "Listing Referrers").
///
///     try NextPage.target(of: "</v2/app/referrers/sha256:…?last=x>; rel=\"next\"", at: "registry.example", what: "it")
///     // "/v2/app/referrers/sha256:…?last=x"
enum NextPage {
    /// - Parameter host: of the registry: a page of another one is no part of its answer.
    /// - Returns: from `/v2/`; nil where no link is the next page.
    /// - Throws: `unreachable` for a field that is not readable or leads elsewhere: what it hides is not known.
    static func target(of field: String, at host: String, what: String) throws(TrustError) -> String? {
        guard let links = links(in: field) else {
            throw .unreachable(what, reason: "its header 'Link' is not readable")
        }
        guard let next = links.first(where: { $0.relations.contains("next") })?.target else { return nil }
        if next.hasPrefix("/v2/") { return next }
        for scheme in ["https://", "http://"] where next.lowercased().hasPrefix(scheme) {
            let rest = next.dropFirst(scheme.count)
            let path = rest[(rest.firstIndex(of: "/") ?? rest.endIndex)...]
            if rest.prefix(upTo: path.startIndex).lowercased() == host.lowercased(), path.hasPrefix("/v2/") {
                return String(path)
            }
        }
        throw .unreachable(what, reason: "its next page is '\(next.prefix { $0 != "?" })', elsewhere than at '\(host)'")
    }

    private static func links(in field: String) -> [(target: String, relations: [String])]? {
        var links: [(target: String, relations: [String])] = []
        var rest = field[...].drop(while: Self.separates)
        while !rest.isEmpty {
            guard rest.first == "<", let end = rest.firstIndex(of: ">") else { return nil }
            let target = String(rest[rest.index(after: rest.startIndex)..<end])
            rest = rest[rest.index(after: end)...]
            guard let parameters = parameters(&rest) else { return nil }
            let relation = parameters.first { $0.hasPrefix("rel=") }?.dropFirst("rel=".count) ?? ""
            let names = relation.filter { $0 != "\"" }.lowercased().split(separator: " ").map(String.init)
            links.append((target, names))
            rest = rest.drop(while: Self.separates)
        }
        return links
    }

    /// What stands between a target and the comma before the next one, without white space around it.
    ///
    /// - Returns: nil where a quotation does not end.
    private static func parameters(_ rest: inout Substring) -> [String]? {
        var parameters: [String] = []
        var parameter = ""
        var isQuoted = false
        while let character = rest.first {
            if character == ",", !isQuoted { break }
            rest = rest.dropFirst()
            if character == "\"" { isQuoted.toggle() }
            if character == ";", !isQuoted {
                parameters.append(parameter)
                parameter = ""
            } else if isQuoted || character != " " {
                parameter.append(character)
            }
        }
        guard !isQuoted else { return nil }
        return (parameters + [parameter]).map { parameter in
            let name = parameter.prefix { $0 != "=" }
            return name.lowercased() + parameter[name.endIndex...]
        }
    }

    private static func separates(_ character: Character) -> Bool { character == "," || character == " " }
}
