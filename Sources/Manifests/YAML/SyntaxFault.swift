/// libyaml's complaint in the words of somebody who writes manifests.
struct SyntaxFault {
    var message: String
    var hint: String?
    var place: TextMark

    init(_ problem: EventReader.Problem, text: UnsafeRawBufferPointer, places: ByteCounter) {
        let index = places.byte(of: problem.place)
        let found = index < text.count ? text[index] : nil
        place = problem.place
        let beginning = "begins at line \(problem.contextPlace.line + 1)"
        switch problem.problem {
        case "found character that cannot start any token" where found == 0x09,
            "found a tab character that violates indentation",
            "found a tab character where an indentation space is expected":
            message = "expected spaces for indentation, found a tab"
        case "found character that cannot start any token":
            let character = found.map { String(UnicodeScalar($0)) } ?? ""
            message = "expected a value, found '\(character)', which no plain value begins with"
            hint = "quote the value"
        case "mapping values are not allowed in this context":
            message = "expected no second ': ' here"
            hint = "quote a value that contains ': ', and check the indentation of this line"
        case "block sequence entries are not allowed in this context":
            message = "expected no '- ' here"
            hint = "put the list on lines of its own"
        case "mapping keys are not allowed in this context": message = "expected no '? ' here"
        case "could not find expected ':'":
            message = "expected ':' after the key"
            place = problem.contextPlace
        case "did not find expected key" where problem.context.contains("block mapping"):
            message = "expected a key of the mapping that \(beginning), found other text"
            hint = "align the line with the mapping's other keys"
        case "did not find expected '-' indicator":
            message = "expected '- ' of the list that \(beginning), found other text"
            hint = "align the line with the list's other items"
        case "did not find expected ',' or ']'": message = "expected ',' or ']' of the list that \(beginning)"
        case "did not find expected ',' or '}'": message = "expected ',' or '}' of the mapping that \(beginning)"
        case "did not find expected node content": message = "expected a value"
        case "did not find expected <document start>":
            message = "expected '---' or the end of the file, found other text"
            hint = "separate documents with '---', and check the indentation"
        case "found unexpected end of stream", "found unexpected document indicator":
            message = "expected the closing quote of the string that \(beginning)"
            place = problem.contextPlace
        case "found unknown escape character":
            message = "expected an escape that YAML has"
            hint = "write '\\\\' for a backslash, or use single quotes"
        case "found invalid Unicode character escape code":
            message = "expected a Unicode character after the escape"
            hint = "write a character beyond U+FFFF as '\\U0001F600', or as both its halves, '\\ud83d\\ude00'"
        case "did not find expected hexdecimal number": message = "expected a Unicode character after the escape"
        case "found undefined tag handle": message = "expected a tag whose handle is declared"
        case "did not find expected alphabetic or numeric character":
            message = "expected a name after '&' or '*'"
            hint = "quote a value that begins with '&' or '*'"
        case "did not find expected comment or line break":
            message = "expected a comment or the end of the line"
        case "found incompatible YAML document": message = "expected YAML 1.1 or 1.2"
        case "found a sequence entry", "did not find expected whitespace or line break":
            message = "expected a space or the end of the line"
        default: message = Self.plain(problem)
        }
    }

    private static func plain(_ problem: EventReader.Problem) -> String {
        problem.context.isEmpty ? problem.problem : "\(problem.problem) \(problem.context)"
    }
}
