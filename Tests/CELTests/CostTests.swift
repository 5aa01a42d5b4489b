import Manifests
import Testing

@testable import CEL

/// What evaluations cost, in the API server's units (figures of its tests of the stability of costs).
@Suite struct CostTests {
    private static let object = #"""
        {"type": "object", "properties": {
          "int": {"type": "integer"}, "text": {"type": "string"}, "other": {"type": "string"},
          "list": {"type": "array", "items": {"type": "integer"}},
          "map": {"type": "object", "additionalProperties": {"type": "integer"}},
          "items": {"type": "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["k"],
            "items": {"type": "object", "properties": {"k": {"type": "string"}, "v": {"type": "string"}, "w": {"type": "string"}}}},
          "percent": {"x-kubernetes-int-or-string": true}
        }}
        """#
    private static let value = #"""
        {"int": 5, "text": "Rook takes 👑", "other": "Rook takes 👑", "list": [1, 1, 2, 2, 3, 3, 4, 5],
         "map": {"b": 1, "d": 2},
         "items": [{"k": "a1", "v": "b1"}, {"k": "a2", "v": "b2"}, {"k": "a3", "v": "b3", "w": "z"}],
         "percent": "50%"}
        """#

    @Test(arguments: [
        ("double(self.int) < 10.0", 4), ("double(5) < 10.0", 1), ("type(self.int) == int", 4),
        ("self.text == self.other", 6), ("self.text.startsWith('Rook')", 4), ("!self.text.startsWith('knight')", 5),
        ("self.text.matches('^[^0-9]*$')", 8), ("!self.text.matches('^[0-9]*$')", 7), ("size(self.text) == 12", 4),
        ("self.text.indexOf('o') == 1", 4), ("self.text.replace(' ', 'x') == 'Rookxtakesx👑'", 7),
        ("self.text.split(' ') == ['Rook', 'takes', '👑']", 6), ("self.text.substring(4, 10).trim() == 'takes'", 6),
        ("self.text in ['Pending', 'Rook takes 👑']", 2), ("2 in self.list", 10), ("self.list[0] in self.list", 13),
        ("self.list + [4, 5] == [1, 1, 2, 2, 3, 3, 4, 5, 4, 5]", 4), ("has(self.text)", 1), ("!has(self.map.a)", 3),
        ("'b' in self.map", 3), ("self.map.all(k, self.map[k] > 0)", 17),
        ("self.map.exists_one(k, self.map[k] == 2)", 14), ("size(self.map.filter(k, self.map[k] > 1)) == 1", 26),
        ("self.list.all(e, e > 0)", 43), ("self.list.exists(e, e > 2)", 36), ("self.list.exists_one(e, e > 4)", 22),
        ("size(self.list.filter(e, e % 2 == 0)) == 3", 68),
        ("self.list.map(e, e * 20).filter(e, e > 50).exists(e, e == 60)", 194),
        ("self.items.all(m, m.k.startsWith('a'))", 21), ("self.items.exists(m, m.w == 'z')", 24),
        ("self.items.map(m, m.v).exists(v, v == 'b1')", 55),
        ("self.items == [self.items[0], self.items[2], self.items[1]]", 22),
        ("type(self.percent) == string && self.percent.matches(r'(\\d+(\\.\\d+)?%)')", 10),
        (
            "type(self.percent) == int ? self.int <= self.percent : double(self.int) / 10.0 >= double(self.percent.replace('%', '')) / 100.0",
            14
        ),
    ])
    func `a rule costs what it costs the server`(expression: String, cost: UInt64) throws {
        let evaluated = try Evaluated(expression, schema: Self.object, value: Self.value)
        #expect(evaluated.cost == cost)
        #expect(evaluated.fault == nil)
        // The server goes over the text in the one count, and over what it begins with in the other.
        if !expression.contains("startsWith") { #expect(try Self.estimate(expression, Self.object) >= cost) }
    }

    private static func estimate(_ expression: String, _ schema: String) throws -> UInt64 {
        let node = SchemaNode(try #require(try JSON.parse(schema).object), isResource: false)
        let type = try #require(node.type)
        let made = try Program.compile(expression, variables: [("self", type)]).get()
        return CostEstimate(made.cost, on: node).most
    }

    private static let bounded = #"""
        {"type": "object", "properties": {
          "text": {"type": "string", "maxLength": 10}, "word": {"type": "string", "enum": ["ab", "abcde"]},
          "list": {"type": "array", "maxItems": 20, "items": {"type": "string", "maxLength": 5}},
          "map": {"type": "object", "maxProperties": 3, "additionalProperties": {"type": "integer"}}
        }}
        """#

    @Test(arguments: [
        // A limit in code points is four times as many bytes.
        ("self.text.matches('^[a-z]+$')", 12), ("self.word == self.text", 5), ("self.text + self.text == 'a'", 13),
        ("self.list.all(x, x.startsWith('a'))", 103), ("self.list.exists(x, x == 'a')", 123),
        ("self.list.map(x, x + 'b').exists(x, x.contains('b'))", 494), ("self.map.all(k, self.map[k] > 0)", 27),
        ("'a' in self.list", 22), ("self.list.join(',').size() > 3", 46),
        ("has(self.text) ? self.text == 'a' : true", 4),
        ("[1, 2, 3].all(x, x > 0)", 26), ("self.list.isSorted()", 62),
    ])
    func `the most that a rule can cost is told from the sizes that its schema allows`(
        expression: String, cost: UInt64
    ) throws {
        #expect(try Self.estimate(expression, Self.bounded) == cost)
    }
}
