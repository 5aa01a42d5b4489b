/// Ends the reading of an expression.
struct ParsingFailure: Error {
    var fault: SourceFault

    init(_ offset: Int, _ message: String) { fault = SourceFault(offset: offset, message: message) }
}
