import Testing

@testable import Repository

@Suite("Object identifiers")
struct ObjectIDTests {
    @Test("forty hexadecimal digits are read and written, anything else is refused")
    func digits() throws {
        let text = "0123456789abcdef0123456789ABCDEF01234567"
        let id = try #require(ObjectID(text))
        #expect(id.description == text.lowercased())
        #expect(id.abbreviated == "01234567")
        #expect(ObjectID(bytes: id.bytes) == id)
        #expect(ObjectID(text.dropLast()) == nil)
        #expect(ObjectID(text.dropLast() + "g") == nil)
        #expect(ObjectID(text + "0") == nil)
    }
}
