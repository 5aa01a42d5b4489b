/// The module that every policy imports, as Swift declarations without behaviour.
///
/// The checker takes its types from this text, and swiftc type-checks policies against the same text: that the
/// language is a subset of Swift is tested, not promised.
package enum PolicyInterface {
    /// `PolicyV1.swift`.
    package static let text = [values, kubernetes, evidence, admission, access, testing].joined(separator: "\n")

    /// What Swift's own library has and policies may use; only the checker reads it.
    static let prelude = preludeText

    static let values = #"""
        // PolicyV1: the vocabulary of policies, for editors and for swiftc; the rule engine has the behaviour.
        func stub<T>() -> T { fatalError() }

        public protocol Params {}
        /// A value whose members are read from JSON members of the same name.
        public protocol Fields {}

        public enum JsonType: Hashable, Sendable { case null, bool, number, string, array, object }

        public struct Json: Hashable, Sendable, CustomStringConvertible, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
            public init(stringLiteral value: String) { fatalError() }
            public init(integerLiteral value: Int) { fatalError() }
            public init(floatLiteral value: Double) { fatalError() }
            public init(booleanLiteral value: Bool) { fatalError() }
            public init(arrayLiteral elements: Json...) { fatalError() }
            public init(dictionaryLiteral elements: (String, Json)...) { fatalError() }
            public subscript(_ key: String) -> Json? { stub() }
            public subscript(_ index: Int) -> Json? { stub() }
            public func at(_ path: String) -> Json? { stub() }
            public func list(_ path: String) -> [Json] { stub() }
            public func has(_ key: String) -> Bool { stub() }
            public var string: String? { stub() }
            public var integer: Int? { stub() }
            public var double: Double? { stub() }
            public var bool: Bool? { stub() }
            public var array: [Json] { stub() }
            public var strings: [String] { stub() }
            public var keys: [String] { stub() }
            public var values: [Json] { stub() }
            public var dictionary: [String: Json] { stub() }
            public var quantity: Quantity? { stub() }
            public var intOrString: IntOrString? { stub() }
            public var type: JsonType { stub() }
            public var isNull: Bool { stub() }
            public var text: String { stub() }
            public var description: String { stub() }
        }

        public struct Quantity: Comparable, Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
            public init(stringLiteral value: String) { fatalError() }
            public init?(_ text: String) { fatalError() }
            public var integer: Int? { stub() }
            public var milli: Int? { stub() }
            public var description: String { stub() }
            public func ratio(to other: Quantity) -> Double? { stub() }
            public func isAtMost(_ factor: String, times other: Quantity) -> Bool { stub() }
            public static func < (left: Quantity, right: Quantity) -> Bool { stub() }
            public static func + (left: Quantity, right: Quantity) -> Quantity { stub() }
            public static func - (left: Quantity, right: Quantity) -> Quantity { stub() }
            public static func * (left: Quantity, right: Int) -> Quantity { stub() }
        }

        public struct IntOrString: Hashable, Sendable, CustomStringConvertible {
            public var integer: Int? { stub() }
            public var percent: Int? { stub() }
            public func resolved(of total: Int, roundingUp: Bool) -> Int? { stub() }
            public var description: String { stub() }
        }

        public struct ImagePattern: Hashable, Sendable, ExpressibleByStringLiteral {
            public init(stringLiteral value: String) { fatalError() }
        }

        public struct ImageRef: Hashable, Sendable, CustomStringConvertible {
            public init(_ text: String) { fatalError() }
            public var name: String { stub() }
            public var registry: String { stub() }
            public var repository: String { stub() }
            public var tag: String? { stub() }
            public var digest: String? { stub() }
            public var text: String { stub() }
            public func matches(anyOf patterns: [ImagePattern]) -> Bool { stub() }
            public var description: String { stub() }
        }

        public struct SemVer: Comparable, Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
            public init(stringLiteral value: String) { fatalError() }
            public init?(_ text: String) { fatalError() }
            public var major: Int { stub() }
            public var minor: Int { stub() }
            public var patch: Int { stub() }
            public var description: String { stub() }
            public static func < (left: SemVer, right: SemVer) -> Bool { stub() }
        }

        public struct CIDR: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
            public init(stringLiteral value: String) { fatalError() }
            public init?(_ text: String) { fatalError() }
            public func contains(_ address: String) -> Bool { stub() }
            public func contains(_ other: CIDR) -> Bool { stub() }
            public var description: String { stub() }
        }

        public struct Duration: Comparable, Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
            public init(stringLiteral value: String) { fatalError() }
            public var seconds: Int { stub() }
            public var description: String { stub() }
            public static func < (left: Duration, right: Duration) -> Bool { stub() }
        }

        public struct ClockTime: Comparable, Hashable, Sendable, ExpressibleByStringLiteral {
            public init(stringLiteral value: String) { fatalError() }
            public static func < (left: ClockTime, right: ClockTime) -> Bool { stub() }
        }

        public struct Days: Hashable, Sendable {
            public static let weekdays: Days = stub()
            public static let weekends: Days = stub()
            public static let all: Days = stub()
        }

        public struct Timestamp: Comparable, Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
            public init(stringLiteral value: String) { fatalError() }
            public init?(_ text: String) { fatalError() }
            public func isWithin(_ hours: Range<ClockTime>, on days: Days, zone: String) -> Bool { stub() }
            public func weekday(zone: String) -> Int { stub() }
            public func hour(zone: String) -> Int { stub() }
            public var description: String { stub() }
            public static func < (left: Timestamp, right: Timestamp) -> Bool { stub() }
            public static func + (left: Timestamp, right: Duration) -> Timestamp { stub() }
            public static func - (left: Timestamp, right: Duration) -> Timestamp { stub() }
        }

        public struct Calendar: Sendable {
            public init(_ name: String, zone: String) { fatalError() }
            public func covers(_ time: Timestamp) -> Bool { stub() }
        }

        public struct LabelSelector: Hashable, Sendable, ExpressibleByStringLiteral {
            public init(stringLiteral value: String) { fatalError() }
            public init(_ json: Json) { fatalError() }
            public func matches(_ labels: [String: String]) -> Bool { stub() }
        }

        extension Array {
            public func distinct<K: Hashable>(_ key: (Element) -> K) -> [Element] { stub() }
            public func sum(_ value: (Element) -> Int) -> Int { stub() }
            public func count(where condition: (Element) -> Bool) -> Int { stub() }
        }
        extension Set {
            public func intersects(_ other: Set<Element>) -> Bool { stub() }
        }
        extension String {
            public func matches(glob pattern: String) -> Bool { stub() }
            public func matches(regex pattern: String) -> Bool { stub() }
            public func pieces(by separator: String) -> [String] { stub() }
            public func trimmed() -> String { stub() }
            public func removingPrefix(_ prefix: String) -> String { stub() }
            public func removingSuffix(_ suffix: String) -> String { stub() }
            public func before(_ separator: String) -> String? { stub() }
            public func after(_ separator: String) -> String? { stub() }
            public var sha256: String { stub() }
            public var integer: Int? { stub() }
        }
        """#
}
