import Manifests

/// One column of a table: its definition, and what stands in it for an object.
struct TableColumn: Sendable {
    var name: String
    /// `string`, `integer`, `number`, `boolean`, `date`.
    var type: String = "string"
    var format: String = ""
    var description: String = ""
    /// 0 is always shown, 1 with `-o wide`.
    var priority: Int64 = 0
    var cell: @Sendable (_ object: Value, _ now: Timestamp?) -> Value

    init(
        _ name: String, type: String = "string", format: String = "", description: String = "", wide: Bool = false,
        cell: @escaping @Sendable (_ object: Value, _ now: Timestamp?) -> Value
    ) {
        self.name = name
        self.type = type
        self.format = format
        self.description = description
        priority = wide ? 1 : 0
        self.cell = cell
    }

    var definition: Value {
        [
            "name": .string(name), "type": .string(type), "format": .string(format),
            "description": .string(description), "priority": .integer(priority),
        ]
    }

    static let name = TableColumn(
        "Name", format: "name",
        description: """
            Name must be unique within a namespace. Is required when creating resources, although some resources may \
            allow a client to request the generation of an appropriate name automatically. Name is primarily intended \
            for creation idempotence and configuration definition. Cannot be updated. More info: \
            https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names
            """
    ) { object, _ in .string(object.objectName) }

    static let age = TableColumn(
        "Age",
        description: """
            CreationTimestamp is a timestamp representing the server time when this object was created. It is not \
            guaranteed to be set in happens-before order across separate operations. Clients may not set this value. \
            It is represented in RFC3339 form and is in UTC.

            Populated by the system. Read-only. Null for lists. More info: \
            https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata
            """
    ) { object, now in
        .string(HumanDuration.age(of: object.metadata["creationTimestamp"]?.string, at: now))
    }

    static func text(
        _ name: String, wide: Bool = false, _ read: @escaping @Sendable (Value) -> String?
    ) -> TableColumn {
        TableColumn(name, wide: wide) { object, _ in .string(read(object) ?? "<none>") }
    }

    static func count(_ name: String, _ read: @escaping @Sendable (Value) -> Int) -> TableColumn {
        TableColumn(name, type: "integer") { object, _ in .integer(Int64(read(object))) }
    }

    /// A count in `status`; zero where it is absent.
    static func count(_ name: String, status key: String) -> TableColumn { count(name) { $0.status.count(key) } }

    /// Containers, images and selector of what has a pod template.
    static func template(selector: Bool = true) -> [TableColumn] {
        let containers: @Sendable (Value, String) -> String? = { object, key in
            let spec =
                object["spec"]?[path: "template", "spec"]
                ?? object["spec"]?[path: "jobTemplate", "spec", "template", "spec"]
            return spec?["containers"]?.array?.compactMap { $0[key]?.string }.joined(separator: ",")
        }
        let columns = [
            text("Containers", wide: true) { containers($0, "name") },
            text("Images", wide: true) { containers($0, "image") },
        ]
        return selector ? columns + [text("Selector", wide: true) { selectorText($0.spec["selector"]) }] : columns
    }

    /// A label selector in one line: `app=scorer,tier in (a,b)`.
    static func selectorText(_ selector: Value?) -> String {
        guard let selector, let object = selector.object, !object.isEmpty else { return "<none>" }
        let labels = selector["matchLabels"]?.object ?? (object["matchExpressions"] == nil ? object : [:])
        var parts = labels.compactMap { member in member.value.string.map { "\(member.key)=\($0)" } }
        for expression in selector["matchExpressions"]?.array ?? [] {
            let key = expression["key"]?.string ?? ""
            let values = (expression["values"]?.array ?? []).compactMap(\.string).sorted().joined(separator: ",")
            switch expression["operator"]?.string {
            case "In": parts.append("\(key) in (\(values))")
            case "NotIn": parts.append("\(key) notin (\(values))")
            case "DoesNotExist": parts.append("!\(key)")
            default: parts.append(key)
            }
        }
        return parts.isEmpty ? "<none>" : parts.joined(separator: ",")
    }
}
