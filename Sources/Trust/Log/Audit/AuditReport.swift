import Manifests

/// An audit's rows, written for people, spreadsheets and programs.
package struct AuditReport: Sendable {
    package enum Format: String, Sendable, CaseIterable {
        case table, json, csv
    }

    private let rows: [Audit.Row]

    package init(_ rows: [Audit.Row]) { self.rows = rows }

    /// Ends in a newline; UTF-8.
    package func text(_ format: Format) -> String {
        switch format {
        case .table: table
        case .json: JSON.string(.array(rows.map(Self.value)), pretty: true) + "\n"
        case .csv: csv
        }
    }

    private static let columns: [(name: String, field: @Sendable (Audit.Row) -> String)] = [
        ("index", { String($0.index) }), ("time", { $0.entry.time.description }),
        ("kind", { $0.entry.event.map { "keyEvent/\($0.rawValue)" } ?? $0.entry.kind.rawValue }),
        ("principal", { $0.entry.principal ?? "" }), ("role", { $0.entry.role ?? "" }),
        ("key", { $0.entry.key ?? "" }), ("subject", { $0.entry.subject ?? "" }),
        ("name", { $0.entry.name ?? "" }), ("artifact", { $0.entry.artifact ?? "" }),
        ("environment", { $0.entry.environment ?? "" }),
        ("version", { $0.entry.version ?? "" }), ("commit", { $0.entry.commit ?? "" }),
        ("policy", { $0.entry.policy ?? "" }), ("envelope", { $0.entry.envelope ?? "" }),
        ("approvers", { $0.entry.approvers.joined(separator: " ") }), ("standing", { $0.standing.words }),
        ("expires", { $0.entry.expires?.description ?? "" }), ("reason", { $0.entry.reason ?? "" }),
    ]

    private static func value(_ row: Audit.Row) -> Value {
        var value = row.entry.value.object ?? Object()
        value["index"] = .integer(Int64(row.index))
        if row.standing != .notApplicable { value["standing"] = .string(row.standing.words) }
        return .object(value)
    }

    // MARK: Comma-separated values

    /// RFC 4180: lines end in CRLF, a field with a comma, a quote or a line break is quoted.
    private var csv: String {
        let header = Self.columns.map(\.name).joined(separator: ",")
        let lines = rows.map { row in Self.columns.map { Self.quoted($0.field(row)) }.joined(separator: ",") }
        return ([header] + lines).map { $0 + "\r\n" }.joined()
    }

    /// A spreadsheet takes a field that begins so for a formula; an apostrophe before it makes it text (OWASP, "CSV
    /// injection").
    private static let formulaStarts: Set<UInt8> = Set("=+-@\t\r\n|%".utf8)

    static func quoted(_ field: String) -> String {
        var field = field
        // Spreadsheets drop leading blanks, and take full-width signs for plain ones.
        let first = field.unicodeScalars.first { $0 != " " && $0 != "\u{A0}" && $0 != "\u{FEFF}" }
        let isFormula = first.map { scalar in
            scalar.isASCII && formulaStarts.contains(UInt8(scalar.value)) || "＝＋－＠".unicodeScalars.contains(scalar)
        }
        if isFormula == true { field = "'" + field }
        let needsQuotes = field.utf8.contains { [0x22, 0x2C, 0x0A, 0x0D].contains($0) } || field.hasPrefix(" ")
        guard needsQuotes else { return field }
        let escaped = field.unicodeScalars.map { $0 == "\"" ? "\"\"" : String($0) }.joined()
        return "\"\(escaped)\""
    }

    // MARK: Table

    private static let tableColumns = [
        "index", "time", "kind", "principal", "key", "subject", "name", "artifact", "environment", "policy", "standing",
        "reason",
    ]

    private var table: String {
        let columns = Self.columns.filter { Self.tableColumns.contains($0.name) }
        let header = columns.map { $0.name.uppercased() }
        let cells = [header] + rows.map { row in columns.map { Self.shown($0.field(row)) } }
        let widths = columns.indices.map { column in cells.map { $0[column].count }.max() ?? 0 }
        return cells.map { line in
            let padded = line.enumerated().map { column, cell in
                cell + String(repeating: " ", count: widths[column] - cell.count + 2)
            }
            return padded.joined().reversedTrimmed + "\n"
        }.joined()
    }

    /// Characters of a cell; the other forms have all.
    private static let mostShown = 80

    /// Digests shortened, and nothing that a terminal would obey.
    private static func shown(_ field: String) -> String {
        var field = field
        if field.hasPrefix("sha256:"), field.utf8.count == 71 { field = String(field.prefix(19)) }
        if field.isEmpty { return "-" }
        if field.count > mostShown { field = field.prefix(mostShown - 1) + "…" }
        return String(String.UnicodeScalarView(field.unicodeScalars.map(Self.harmless)))
    }

    /// Control and format characters (among them those that turn the direction of text) become a question mark.
    private static func harmless(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: "?"
        default: scalar
        }
    }
}

extension Audit.Standing {
    /// As it stands in a report.
    package var words: String {
        switch self {
        case .valid: "valid"
        case .unjudged: "not judged: no trust policy is in the log"
        case .policyExpired(let time): "the trust policy expired at \(time)"
        case .unknownKey: "unknown key"
        case .notPermitted: "not permitted"
        case .keyNotYetValid(let time): "key is valid only from \(time)"
        case .keyExpired(let time): "key expired at \(time)"
        case .revoked(let size, let reason): "revoked from size \(size)" + (reason.map { ": \($0)" } ?? "")
        case .retired: "key was retired"
        case .expired(let time): "expired at \(time)"
        case .notApplicable: ""
        }
    }
}

extension String {
    /// Without blanks at the end.
    fileprivate var reversedTrimmed: String { String(reversed().drop { $0 == " " }.reversed()) }
}
