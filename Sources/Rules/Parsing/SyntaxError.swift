/// Stops the statement that is being read; the parser goes on at the next one.
struct SyntaxError: Error {
    var message: String
    var offset: Int
    var hint: String?
}
