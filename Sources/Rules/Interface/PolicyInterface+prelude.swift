extension PolicyInterface {
    static let preludeText = #"""
        public protocol Equatable {}
        public protocol Hashable {}
        public protocol Comparable {}
        public protocol Sendable {}
        public protocol CustomStringConvertible {}
        public protocol ExpressibleByStringLiteral {}
        public protocol ExpressibleByIntegerLiteral {}
        public protocol ExpressibleByFloatLiteral {}
        public protocol ExpressibleByBooleanLiteral {}
        public protocol ExpressibleByArrayLiteral {}
        public protocol ExpressibleByDictionaryLiteral {}
        public struct Void {}
        public struct Bool: Hashable, ExpressibleByBooleanLiteral {}
        public struct Int: Comparable, Hashable, ExpressibleByIntegerLiteral {
            init?(_ text: String) {}
            init(_ value: Double) {}
            static let max: Int = 0
            static let min: Int = 0
        }
        public struct Double: Comparable, Hashable, ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
            init?(_ text: String) {}
            init(_ value: Int) {}
        }
        public struct String: Comparable, Hashable, ExpressibleByStringLiteral {
            init(_ value: Int) {}
            init(_ value: Bool) {}
            init(_ value: Double) {}
            var count: Int {}
            var isEmpty: Bool {}
            func hasPrefix(_ prefix: String) -> Bool {}
            func hasSuffix(_ suffix: String) -> Bool {}
            func contains(_ other: String) -> Bool {}
            func lowercased() -> String {}
            func uppercased() -> String {}
        }
        public struct Optional<Wrapped> {}
        public struct Range<Bound> { func contains(_ element: Bound) -> Bool {} }
        public struct ClosedRange<Bound> { func contains(_ element: Bound) -> Bool {} }
        public struct Keys<Element> {
            var count: Int {}
            var isEmpty: Bool {}
            func contains(_ element: Element) -> Bool {}
            func sorted() -> [Element] {}
        }
        public struct DictionaryEntry<Key, Value> {
            let key: Key
            let value: Value
        }
        public struct EnumeratedEntry<Element> {
            let offset: Int
            let element: Element
        }
        public struct WritableKeyPath<Root, Value> {}
        public struct Pair<First, Second> {}
        public struct Array<Element> {
            var count: Int {}
            var isEmpty: Bool {}
            var first: Element? {}
            var last: Element? {}
            subscript(_ index: Int) -> Element {}
            func contains(where condition: (Element) -> Bool) -> Bool {}
            func allSatisfy(_ condition: (Element) -> Bool) -> Bool {}
            func filter(_ condition: (Element) -> Bool) -> [Element] {}
            func map<T>(_ transform: (Element) -> T) -> [T] {}
            func compactMap<T>(_ transform: (Element) -> T?) -> [T] {}
            func flatMap<T>(_ transform: (Element) -> [T]) -> [T] {}
            func first(where condition: (Element) -> Bool) -> Element? {}
            func enumerated() -> [EnumeratedEntry<Element>] {}
        }
        extension Array where Element: Equatable {
            func contains(_ element: Element) -> Bool {}
        }
        extension Array where Element: Comparable {
            func sorted() -> [Element] {}
            func min() -> Element? {}
            func max() -> Element? {}
        }
        extension Array where Element == String {
            func joined(separator: String) -> String {}
        }
        public struct Set<Element> {
            init(_ elements: [Element]) {}
            var count: Int {}
            var isEmpty: Bool {}
            func contains(_ element: Element) -> Bool {}
            func contains(where condition: (Element) -> Bool) -> Bool {}
            func allSatisfy(_ condition: (Element) -> Bool) -> Bool {}
            func filter(_ condition: (Element) -> Bool) -> Set<Element> {}
            func map<T>(_ transform: (Element) -> T) -> [T] {}
            func union(_ other: Set<Element>) -> Set<Element> {}
            func intersection(_ other: Set<Element>) -> Set<Element> {}
            func subtracting(_ other: Set<Element>) -> Set<Element> {}
            func isSubset(of other: Set<Element>) -> Bool {}
            func isDisjoint(with other: Set<Element>) -> Bool {}
        }
        extension Set where Element: Comparable {
            func sorted() -> [Element] {}
        }
        public struct Dictionary<Key, Value> {
            var count: Int {}
            var isEmpty: Bool {}
            var keys: Keys<Key> {}
            subscript(_ key: Key) -> Value? {}
            func contains(where condition: (DictionaryEntry<Key, Value>) -> Bool) -> Bool {}
            func allSatisfy(_ condition: (DictionaryEntry<Key, Value>) -> Bool) -> Bool {}
            func map<T>(_ transform: (DictionaryEntry<Key, Value>) -> T) -> [T] {}
            func compactMap<T>(_ transform: (DictionaryEntry<Key, Value>) -> T?) -> [T] {}
        }
        public func min(_ a: Int, _ b: Int) -> Int {}
        public func max(_ a: Int, _ b: Int) -> Int {}
        public func abs(_ a: Int) -> Int {}
        """#
}
