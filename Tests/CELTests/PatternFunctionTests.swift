import Testing

@testable import CEL

/// Regular expressions in rules.
@Suite struct PatternFunctionTests {
    @Test(arguments: [
        #"'foobar'.matches('o+b') && !'foobar'.matches('^o') && matches('foobar', 'bar$')"#,
        #"'ÀÉ'.matches('(?i)^àé$') && 'a\nb'.matches('(?m)^b$') && !'a\nb'.matches('^b$') && 'a\nb'.matches('(?s)a.b')"#,
        #"'x.y'.matches(r'\Q.\E') && !'xay'.matches(r'\Q.\E') && 'Ω'.matches(r'^\p{Lu}$') && 'ω'.matches(r'^\P{Lu}$')"#,
        #"'a_b'.matches(r'^[[:alpha:]_]+$') && 'a-b'.matches(r'\b-\b') && 'tab\t'.matches(r'\t\z') && '\x41'.matches(r'^\x{41}$')"#,
        #"'aaa'.matches('^a{3}$') && !'aaaa'.matches('^a{2,3}$') && 'a{'.matches('a{') && ''.matches('^$') && ''.matches('')"#,
        #"'abc'.matches('^(?P<first>a)(?:b|x)c?$') && 'ab'.matches('^[^c-z]+$') && ']'.matches('^[]]$') && 'K'.matches('(?i)[a-k]')"#,
    ])
    func `patterns match anywhere, as RE2 does`(expression: String) throws {
        let evaluated = try Evaluated(expression)
        #expect(evaluated.isTrue, "\(evaluated.result)")
    }

    @Test(arguments: [
        #"'abc 123 def 456'.find('[0-9]+') == '123' && 'abc'.find('x') == ''"#,
        #"'abc 123 def 456'.findAll('[0-9]+') == ['123', '456'] && 'a1b2'.findAll('[0-9]', 1) == ['1']"#,
        #"'aXbX'.find('a.*?X') == 'aX' && 'aXbX'.find('a.*X') == 'aXbX' && 'abcd'.find('ab|abcd') == 'ab' && 'abcd'.find('a|b') == 'a'"#,
        #"'baaac'.findAll('a*') == ['', 'aaa', ''] && 'xaab'.find('a+?') == 'a'"#,
    ])
    func `the leftmost match is found, and of several the preferred one`(expression: String) throws {
        let evaluated = try Evaluated(expression)
        #expect(evaluated.isTrue, "\(evaluated.result)")
    }
}
