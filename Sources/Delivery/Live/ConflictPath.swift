import Manifests

/// A field as the server names it in a conflict, turned into what users know:
/// `.spec.template.spec.containers[name="model"].image` into `spec.template.spec.containers[name=model].image`.
enum ConflictPath {
    /// - Parameter object: the applied object. The server does not mark where a key with dots ends
    ///   (`.metadata.annotations.example.com/owner`); the object's own keys tell.
    static func text(_ path: String, in object: Value) -> String {
        var rest = path[...]
        var place: Value? = object
        var text = ""
        while let first = rest.first {
            rest.removeFirst()
            switch first {
            case ".":
                let key = key(at: rest, in: place)
                rest = rest.dropFirst(key.count)
                place = place?[String(key)]
                text = FieldDifference.append(String(key), to: text)
            case "[":
                let element = element(at: rest)
                rest = rest.dropFirst(element.count + 1)
                place = place.flatMap { item(of: $0, element) }
                text += "[\(element.filter { $0 != "\"" }.trimmingPrefix("="))]"
            default: return path
            }
        }
        return text.isEmpty ? path : text
    }

    /// The longest of the object's keys that stands there, else all up to the next step.
    private static func key(at rest: Substring, in object: Value?) -> Substring {
        // A look-up for each step that may end the key: objects have many more keys than paths have steps.
        let ends = rest.indices.filter { rest[$0] == "." || rest[$0] == "[" } + [rest.endIndex]
        if let members = object?.object, let end = ends.last(where: { members[String(rest[..<$0])] != nil }) {
            return rest[..<end]
        }
        return rest[..<(ends.first ?? rest.endIndex)]
    }

    /// What stands between the brackets; a bracket within quotes is part of it.
    private static func element(at rest: Substring) -> Substring {
        var isQuoted = false
        var isEscaped = false
        return rest.prefix { character in
            defer { isEscaped = character == "\\" && !isEscaped }
            if character == "\"", !isEscaped { isQuoted.toggle() }
            return isQuoted || character != "]"
        }
    }

    /// The item of a list whose fields are as `name="model",port=80` says.
    private static func item(of list: Value, _ element: Substring) -> Value? {
        let wanted = element.split(separator: ",").map { $0.split(separator: "=", maxSplits: 1) }
        return list.array?.first { item in
            wanted.allSatisfy { pair in
                pair.count == 2 && item[String(pair[0])].map { JSON.string($0) } == String(pair[1])
            }
        }
    }
}
