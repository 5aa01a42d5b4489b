/// What one column of a table holds.
package struct Column: Sendable, Hashable {
    package enum Values: Sendable, Hashable {
        case numbers(NumericSample)
        /// How often each text occurs.
        case texts([String: Int])
    }

    package var name: String
    package var values: Values
    /// Rows without a value.
    package var missing: Int

    package var count: Int {
        switch values {
        case .numbers(let sample): sample.count
        case .texts(let counts): counts.values.reduce(0, +)
        }
    }
}

/// Named columns over the same rows.
package struct Table: Sendable, Hashable {
    /// As messages name it.
    package var name: String
    package var columns: [Column]
    package var rows: Int

    package subscript(column: String) -> Column? { columns.first { $0.name == column } }
}
