package import Manifests

/// The faults of an object against its schema, in the words of structured-merge-diff's `typed.Validate`.
package struct ValidationErrors: Error, Sendable, Hashable, CustomStringConvertible {
    package struct Fault: Sendable, Hashable {
        package enum Problem: Sendable, Hashable {
            case undeclaredField
            /// What the schema wants, in words: `a number`.
            case wrongType(expected: String)
            /// Items of a list that cannot be told apart.
            case items
        }

        package var path: FieldPath
        package var message: String
        package var problem = Problem.items
    }

    package var faults: [Fault]

    /// `.spec.replicas: expected numeric (int or float), got string`; of several, `errors:` and one a line.
    package var description: String {
        let lines = faults.map { $0.path.elements.isEmpty ? $0.message : "\($0.path): \($0.message)" }
        return lines.count == 1 ? lines[0] : (["errors:"] + lines.map { "  " + $0 }).joined(separator: "\n")
    }
}

extension TypeSchema {
    /// The faults of a value: undeclared fields, wrong types, list items that cannot be told apart.
    /// Defaults, enums, patterns and the like are not looked at.
    ///
    /// - Parameters:
    ///   - allowsDuplicates: an item may stand in a `set` or `map` list twice, as in live objects.
    ///   - isThorough: finds what the server finds elsewhere as well: goes on after an undeclared field, and judges
    ///     numbers and quantities by their ``ScalarFormat``.
    package func validate(
        _ value: Value, allowsDuplicates: Bool = false, isThorough: Bool = false
    ) -> ValidationErrors? {
        var validator = Validator(table: table, allowsDuplicates: allowsDuplicates, isThorough: isThorough)
        validator.visit(value, index)
        return validator.faults.isEmpty ? nil : ValidationErrors(faults: validator.faults)
    }
}

private struct Validator {
    let table: SchemaTable
    let allowsDuplicates: Bool
    let isThorough: Bool
    var path: [PathElement] = []
    var faults: [ValidationErrors.Fault] = []

    mutating func fail(
        _ message: String, below element: PathElement? = nil, _ problem: ValidationErrors.Fault.Problem = .items
    ) {
        faults.append(
            .init(path: FieldPath(path + (element.map { [$0] } ?? [])), message: message, problem: problem))
    }

    mutating func fail(_ message: String, expected: String) { fail(message, .wrongType(expected: expected)) }

    mutating func visit(_ value: Value, _ type: Int) {
        let definition = table.types[type]
        if isThorough, definition.format != .any, let expected = definition.format.expected(insteadOf: value) {
            return fail("expected \(expected)", expected: expected)
        }
        switch definition.shape(of: value) {
        case .map?: visitMap(value, definition)
        case .list?: visitList(value, definition)
        case .scalar?: visitScalar(value, definition.scalar)
        case nil: fail("schema error: invalid atom: inlined")
        }
    }

    private mutating func visitMap(_ value: Value, _ definition: TypeDefinition) {
        guard let map = definition.map else { return }
        switch value {
        case .null: return
        case .object(let object):
            for member in object {
                guard let type = map.type(of: member.key) ?? map.additional else {
                    fail("field not declared in schema", below: .field(member.key), .undeclaredField)
                    if isThorough { continue }
                    return
                }
                visit(member.value, type, at: .field(member.key))
            }
        default: fail("expected map, got &{\(GoText.plain(value))}", expected: "an object")
        }
    }

    private mutating func visitList(_ value: Value, _ definition: TypeDefinition) {
        guard let list = definition.list else { return }
        switch value {
        case .null: return
        case .array(let items): visitItems(items, list)
        default: fail("expected list, got &{\(GoText.plain(value))}", expected: "a list")
        }
    }

    private mutating func visitItems(_ items: [Value], _ list: ListSchema) {
        guard list.type != .atomic else {
            for (index, item) in items.enumerated() { visit(item, list.item, at: .index(index)) }
            return
        }
        var elements: [PathElement] = []
        var known: Set<PathElement> = []
        var repeated: Set<PathElement> = []
        var fault: ItemError?
        for item in items {
            do throws(ItemError) {
                let element = try table.element(of: item, in: list)
                elements.append(element)
                if !known.insert(element).inserted { repeated.insert(element) }
            } catch {
                fault = error
                break
            }
        }
        var met: Set<PathElement> = []
        for (index, element) in elements.enumerated() {
            let isRepeated = repeated.contains(element)
            if isRepeated, !met.insert(element).inserted, !allowsDuplicates {
                fail("duplicate entries for key \(element)")
            }
            // Its key would be that of another one as well.
            visit(items[index], list.item, at: isRepeated && isThorough ? .index(index) : element)
        }
        if let fault { fail("element \(elements.count): \(fault.message)") }
    }

    private mutating func visit(_ value: Value, _ type: Int, at element: PathElement) {
        path.append(element)
        visit(value, type)
        path.removeLast()
    }

    private mutating func visitScalar(_ value: Value, _ scalar: Scalar?) {
        switch (scalar, value) {
        case (_, .null), (.numeric?, .integer), (.numeric?, .double), (.string?, .string), (.boolean?, .bool),
            (.untyped?, .integer), (.untyped?, .double), (.untyped?, .string), (.untyped?, .bool):
            break
        case (.numeric?, _):
            fail("expected numeric (int or float), got \(GoText.typeName(value))", expected: "a number")
        case (.string?, _):
            fail("expected string, got &value.valueUnstructured{Value:\(GoText.syntax(value))}", expected: "a string")
        case (.boolean?, _): fail("expected boolean, got &{\(GoText.plain(value))}", expected: "a boolean")
        case (_, _):
            fail("expected any scalar, got &{\(GoText.plain(value))}", expected: "a string, a number or a boolean")
        }
    }
}
