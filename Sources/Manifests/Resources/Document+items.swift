extension Document {
    /// Lists in lists are followed so far.
    private static let deepestList = 8

    /// Whether it is a list of objects (`List`, `ConfigMapList`), and not of a kind that happens to be named so.
    private var isObjectList: Bool {
        guard let kind = value["kind"]?.string else { return false }
        return kind == "List" || kind.hasSuffix("List") && value["items"] != nil
    }

    /// The objects of a document: itself, or the items of a list, and of lists among them.
    ///
    /// The items of a typed list may leave out their kind and version, which the list tells.
    ///
    /// - Parameter diagnostics: receives what is wrong with a list.
    package func objects(into diagnostics: inout [Diagnostic]) -> [Document] {
        objects(depth: 0, into: &diagnostics)
    }

    private func objects(depth: Int, into diagnostics: inout [Diagnostic]) -> [Document] {
        guard isObjectList else { return [self] }
        let items = value["items"]
        // Go writes a list without items as null.
        if let items, items.isNull { return [] }
        guard items?.array != nil, depth < Self.deepestList else {
            let found = items?.array != nil ? "lists in lists in lists" : items?.kindInWords ?? "none"
            diagnostics.append(
                .error(
                    "expected 'items' to be a list of objects, found \(found)",
                    at: nearestLocation(of: [.key("items")])))
            return []
        }
        return elements(at: [.key("items")]).flatMap {
            $0.inferringKind(from: value).objects(depth: depth + 1, into: &diagnostics)
        }
    }

    private func inferringKind(from list: Value) -> Document {
        guard let kind = list["kind"]?.string?.dropLast("List".count), !kind.isEmpty, let version = list["apiVersion"],
            var item = value.object, item["kind"] == nil
        else { return self }
        item["kind"] = .string(String(kind))
        if item["apiVersion"] == nil { item["apiVersion"] = version }
        return keeping(.object(item))
    }
}
