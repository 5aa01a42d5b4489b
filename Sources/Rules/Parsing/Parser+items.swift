import Manifests

extension Parser {
    mutating func parseFile() {
        while !isAtEnd, tree.diagnostics.count < Limits.diagnostics {
            if take(.semicolon) { continue }
            let start = index
            do throws(SyntaxError) {
                tree.items.append(try parseItem())
                try endStatement()
            } catch {
                report(error)
                nesting = 0
                inHead = false
                skipStatement(from: start)
                if token.kind == .rightBrace, token.isFirstOnLine { advance() }
            }
        }
    }

    /// A statement ends at a line's end, a semicolon or a closing brace.
    mutating func endStatement() throws(SyntaxError) {
        if take(.semicolon) || token.isFirstOnLine || isAtEnd || token.kind == .rightBrace { return }
        throw unexpected("the end of the statement")
    }

    private mutating func parseItem() throws(SyntaxError) -> Item {
        let start = offset
        var isPublic = false
        var isStatic = false
        while token.kind == .at {
            guard isInterface else {
                throw unexpected("a declaration or a rule", hint: "attributes are not part of the language")
            }
            advance()
            advance()
        }
        while isWord("public") || isWord("static") {
            isPublic = isPublic || isWord("public")
            isStatic = isStatic || isWord("static")
            advance()
        }
        switch text {
        case "import" where token.kind == .identifier:
            advance()
            return .module(try expectName("the name of a module"), offset: start)
        case "struct" where token.kind == .identifier: return .structure(try parseStructure())
        case "enum" where token.kind == .identifier: return .enumeration(try parseEnumeration())
        case "func" where token.kind == .identifier: return .function(try parseFunction(isStatic: false))
        case "let" where token.kind == .identifier: return .constant(try parseLet())
        case "var" where token.kind == .identifier: return .computed(try parseProperty(isStatic: isStatic))
        case "extension" where isInterface: return .extended(try parseExtension())
        case "protocol" where isInterface: return try parseProtocol()
        default: break
        }
        if isPublic { throw unexpected("a declaration after 'public'") }
        try rejectForeignKeyword()
        return .expression(try parseExpression())
    }

    func rejectForeignKeyword() throws(SyntaxError) {
        guard token.kind == .identifier, let hint = Keyword.replacements[text] else { return }
        throw SyntaxError(message: "'\(text)' is not part of the rule language", offset: offset, hint: hint)
    }

    mutating func parseLet() throws(SyntaxError) -> Binding {
        advance()
        let start = offset
        let name = try expectName("the name of a constant")
        let type = take(.colon) ? try parseType() : nil
        try expectInfix("=")
        return Binding(name: name, type: type, value: try parseExpression(), offset: start)
    }

    private mutating func parseProtocol() throws(SyntaxError) -> Item {
        advance()
        let name = try expectName("the name of a protocol")
        _ = try parseConformances()
        try skipBraces()
        return .protocolNamed(name)
    }

    private mutating func parseConformances() throws(SyntaxError) -> [String] {
        guard take(.colon) else { return [] }
        var names: [String] = []
        repeat { names.append(try expectName("the name of a protocol")) } while take(.comma)
        return names
    }

    private mutating func parseGenerics() throws(SyntaxError) -> [GenericSyntax] {
        guard isInterface, isInfix("<") else { return [] }
        advance()
        var generics: [GenericSyntax] = []
        repeat {
            let name = try expectName("a type parameter")
            let constraint = take(.colon) ? try expectName("the name of a protocol") : nil
            generics.append(GenericSyntax(name: name, constraint: constraint))
        } while take(.comma)
        try expectInfix(">")
        return generics
    }

    private mutating func parseStructure() throws(SyntaxError) -> StructureSyntax {
        advance()
        let start = offset
        let name = try expectName("the name of a struct")
        let generics = try parseGenerics()
        let conformances = try parseConformances()
        var structure = StructureSyntax(
            name: name, generics: generics, conformances: conformances, properties: [], functions: [], offset: start)
        (structure.properties, structure.functions) = try parseMembers()
        return structure
    }

    private mutating func parseExtension() throws(SyntaxError) -> ExtensionSyntax {
        advance()
        let start = offset
        let name = try expectName("the name of a type")
        var requirements: [ExtensionSyntax.Requirement] = []
        _ = try parseConformances()
        if takeWord("where") {
            repeat {
                let parameter = try expectName("a type parameter")
                if take(.colon) {
                    requirements.append(.conforms(parameter, to: try expectName("the name of a protocol")))
                } else {
                    try expectInfix("==")
                    requirements.append(.equals(parameter, try parseType()))
                }
            } while take(.comma)
        }
        let (properties, functions) = try parseMembers()
        return ExtensionSyntax(
            name: name, requirements: requirements, properties: properties, functions: functions, offset: start)
    }

    private mutating func parseMembers() throws(SyntaxError) -> ([PropertySyntax], [FunctionSyntax]) {
        try expect(.leftBrace, "'{'")
        var properties: [PropertySyntax] = []
        var functions: [FunctionSyntax] = []
        while token.kind != .rightBrace {
            if isAtEnd { throw unexpected("'}'") }
            if take(.semicolon) { continue }
            var isStatic = false
            while isWord("public") || isWord("static") {
                isStatic = isStatic || isWord("static")
                advance()
            }
            if isWord("let") || isWord("var") {
                properties.append(try parseProperty(isStatic: isStatic))
            } else if isInterface, isWord("func") || isWord("init") || isWord("subscript") {
                functions.append(try parseFunction(isStatic: isStatic))
            } else {
                throw unexpected("a property", hint: "a struct holds constants, as in 'let prefixes: [String]'")
            }
        }
        advance()
        return (properties, functions)
    }

    mutating func parseProperty(isStatic: Bool) throws(SyntaxError) -> PropertySyntax {
        let isLet = isWord("let")
        let start = offset
        advance()
        let name = try expectName("the name of a property")
        try expect(.colon, "':' and the type of '\(name)'")
        let type = try parseType()
        var property = PropertySyntax(
            name: name, type: type, value: nil, isStored: true, isStatic: isStatic, offset: start)
        if isInfix("=") {
            advance()
            property.value = try parseExpression()
        } else if token.kind == .leftBrace {
            property.isStored = false
            if isInterface {
                try skipBraces()
            } else {
                advance()
                property.value = try parseExpression()
                try expect(.rightBrace, "'}' after the value")
            }
        }
        if !isLet, property.isStored, !isInterface {
            throw SyntaxError(
                message: "'var' is not part of the rule language", offset: start, hint: "write 'let \(name)'")
        }
        if !token.isFirstOnLine, token.kind != .rightBrace, !take(.semicolon), !isAtEnd {
            throw unexpected("the end of the property")
        }
        return property
    }

    private mutating func parseEnumeration() throws(SyntaxError) -> EnumerationSyntax {
        advance()
        let start = offset
        let name = try expectName("the name of an enum")
        let conformances = try parseConformances()
        try expect(.leftBrace, "'{'")
        var cases: [(name: String, raw: String?)] = []
        while token.kind != .rightBrace {
            if isAtEnd { throw unexpected("'}'") }
            if take(.semicolon) { continue }
            try expectWord("case")
            repeat {
                let name = try expectName("the name of a case")
                var raw: String?
                if isInfix("=") {
                    advance()
                    let value = try parsePrimary()
                    guard case .string(let pieces) = tree[value].kind, pieces.count <= 1 else {
                        throw unexpected("a string")
                    }
                    if case .text(let text)? = pieces.first { raw = text } else { raw = "" }
                }
                cases.append((name, raw))
            } while take(.comma)
        }
        advance()
        return EnumerationSyntax(name: name, conformances: conformances, cases: cases, offset: start)
    }

    private mutating func parseFunction(isStatic: Bool) throws(SyntaxError) -> FunctionSyntax {
        let start = offset
        let word = text
        advance()
        var name = word
        if word == "func" {
            if token.kind == .infix, isInterface {
                name = text
                advance()
            } else {
                name = try expectName("the name of a function")
            }
        }
        let isFailable = word == "init" && take(.question)
        let generics = try parseGenerics()
        try expect(.leftParenthesis, "'('")
        var parameters: [ParameterSyntax] = []
        while token.kind != .rightParenthesis {
            parameters.append(try parseParameter(isSubscript: word == "subscript"))
            if !take(.comma) { break }
        }
        try expect(.rightParenthesis, "')'")
        let result = take(.arrow) ? try parseType() : nil
        var function = FunctionSyntax(
            name: name, generics: generics, parameters: parameters, result: result, body: nil, isStatic: isStatic,
            isFailable: isFailable, offset: start)
        if isInterface { try skipBraces() } else { function.body = try parseBlock() }
        return function
    }

    private mutating func parseParameter(isSubscript: Bool) throws(SyntaxError) -> ParameterSyntax {
        let start = offset
        let isBuilder = isInterface && token.kind == .at
        if isBuilder {
            advance()
            advance()
        }
        guard token.kind == .identifier else { throw unexpected("a parameter") }
        let first = text
        advance()
        var name = first
        var isPlain = true
        if token.kind == .identifier {
            name = text
            isPlain = false
            advance()
        }
        try expect(.colon, "':' and the type of '\(name)'")
        var parameter = ParameterSyntax(
            label: first == "_" || (isSubscript && isPlain) ? nil : first, name: name, type: .named("", [], at: start),
            hasDefault: false, isVariadic: false, isAutoclosure: false, isBuilder: isBuilder, offset: start)
        while token.kind == .at, isInterface {
            advance()
            parameter.isAutoclosure = parameter.isAutoclosure || isWord("autoclosure")
            advance()
        }
        parameter.type = try parseType()
        if isInfix("..."), isInterface {
            advance()
            parameter.isVariadic = true
        }
        if isInfix("=") {
            guard isInterface else { throw unexpected("',' or ')'", hint: "functions of a policy take every argument") }
            advance()
            _ = try parseExpression()
            parameter.hasDefault = true
        }
        return parameter
    }

    // MARK: Types

    mutating func parseType() throws(SyntaxError) -> TypeSyntax {
        var type = try nested { (parser: inout Parser) throws(SyntaxError) in try parser.parsePlainType() }
        var count = 0
        while token.kind == .question {
            advance()
            type = .optional(type)
            count += 1
            if count > 1 { throw unexpected("a type that is optional once") }
        }
        return type
    }

    private mutating func parsePlainType() throws(SyntaxError) -> TypeSyntax {
        if take(.leftBracket) {
            let first = try parseType()
            if take(.colon) {
                let value = try parseType()
                try expect(.rightBracket, "']'")
                return .dictionary(first, value)
            }
            try expect(.rightBracket, "']'")
            return .array(first)
        }
        if take(.leftParenthesis) { return try parseFunctionType() }
        let start = offset
        guard token.kind == .identifier, !Keyword.isReserved(text) || text == "Self" else { throw unexpected("a type") }
        var name = text
        advance()
        while token.kind == .dot, peek().kind == .identifier {
            advance()
            if text == "Type" {
                advance()
                return .named("Type", [.named(name, [], at: start)], at: start)
            }
            name = text
            advance()
        }
        var arguments: [TypeSyntax] = []
        if isInfix("<") {
            advance()
            repeat { arguments.append(try parseType()) } while take(.comma)
            try expectInfix(">")
        }
        return .named(name, arguments, at: start)
    }

    private mutating func parseFunctionType() throws(SyntaxError) -> TypeSyntax {
        var parameters: [TypeSyntax] = []
        while token.kind != .rightParenthesis {
            parameters.append(try parseType())
            if !take(.comma) { break }
        }
        try expect(.rightParenthesis, "')'")
        guard take(.arrow) else {
            if isInterface, parameters.count == 2 { return .named("Pair", parameters, at: offset) }
            guard parameters.count == 1 else { throw unexpected("'->'") }
            return parameters[0]
        }
        return .function(parameters, try parseType())
    }
}
