/// The place of a part of an object, from its root.
package struct FieldPath: Sendable, Hashable {
    package var elements: [PathElement]

    package init(_ elements: [PathElement] = []) { self.elements = elements }

    /// A path of field names alone.
    package init(fields names: String...) { elements = names.map { .field($0) } }
}

extension FieldPath: CustomStringConvertible {
    /// `.spec.template.spec.containers[name="model"].image`: as the API server prints it in a conflict.
    package var description: String { elements.map(\.description).joined() }
}

extension FieldPath: ExpressibleByArrayLiteral {
    package init(arrayLiteral elements: PathElement...) { self.elements = elements }
}
