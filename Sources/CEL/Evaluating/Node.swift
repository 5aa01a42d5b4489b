/// An expression made ready: names are places in a frame, functions are bound.
indirect enum Node: Sendable {
    case constant(Datum)
    case variable(Int)
    case select(Node, field: String)
    case optionalSelect(Node, field: String)
    case presence(Node, field: String)
    case index(Node, Node)
    case optionalIndex(Node, Node)
    case and(Node, Node)
    case or(Node, Node)
    case conditional(Node, Node, Node)
    case notStrictlyFalse(Node)
    /// `or` and `orValue`: the second is looked at only where the first has nothing.
    case otherwise(Node, Node, unwraps: Bool)
    case call(Function, [Node])
    /// `in` a list of literals, which costs nothing.
    case member(Node, of: ListDatum)
    /// Puts an element at the end of the list that a fold makes.
    case append(Int, Node)
    /// Puts a pair, or all pairs of a map, into the map that a fold makes.
    case insert(Int, [Node])
    case list([(node: Node, isOptional: Bool)])
    case map([(key: Node, value: Node, isOptional: Bool)])
    case fold(Fold)

    struct Fold: Sendable {
        var range: Node
        var variable: Int
        var secondVariable: Int?
        var accumulator: Int
        var initial: Node
        var condition: Node
        var step: Node
        var result: Node
    }
}
