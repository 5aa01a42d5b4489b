import Testing

@testable import CEL

/// The functions that Kubernetes adds.
@Suite struct LibraryTests {
    @Test(arguments: [
        #"size('Rook takes 👑') == 12 && 'é'.size() == 1"#,
        #"'hello'.charAt(4) == 'o' && 'hello'.charAt(5) == ''"#,
        #"'hello mellow'.indexOf('ello') == 1 && 'hello mellow'.indexOf('ello', 2) == 7 && 'x'.indexOf('jello') == -1"#,
        #"'hello mellow'.lastIndexOf('ello') == 7 && 'hello mellow'.lastIndexOf('ello', 6) == 1"#,
        #"'hello mellow'.indexOf('') == 0 && 'hello mellow'.lastIndexOf('') == 12 && 'hello'.indexOf('', 2) == 2"#,
        #"'👑a'.indexOf('a') == 1 && '👑a'.substring(1) == 'a'"#,
        #"'tacocat'.substring(4) == 'cat' && 'tacocat'.substring(0, 4) == 'taco' && 'abc'.substring(3) == ''"#,
        #"'abc'.contains('') && 'abc'.contains('bc') && 'abc'.startsWith('ab') && 'abc'.endsWith('c') && !'c'.endsWith('bc')"#,
    ])
    func `texts are counted in code points`(expression: String) throws {
        let evaluated = try Evaluated(expression)
        #expect(evaluated.isTrue, "\(evaluated.result)")
    }

    @Test(arguments: [
        #"'TacoCÆt Xii'.lowerAscii() == 'tacocÆt xii' && 'TacoCæt Xii'.upperAscii() == 'TACOCæT XII'"#,
        #"'hello hello'.replace('he', 'we') == 'wello wello' && 'hello hello'.replace('he', 'we', 1) == 'wello hello'"#,
        #"'hello hello'.replace('he', 'we', 0) == 'hello hello' && 'ab'.replace('', '_') == '_a_b_' && 'ab'.replace('', '_', 1) == '_ab'"#,
        #"'hello hello hello'.split(' ') == ['hello', 'hello', 'hello'] && 'hello hello hello'.split(' ', 2) == ['hello', 'hello hello']"#,
        #"'abc'.split('') == ['a', 'b', 'c'] && 'a b'.split(' ', 0) == [] && 'a,'.split(',') == ['a', '']"#,
        #"'  \ttrim\n    '.trim() == 'trim' && 'esrever'.reverse() == 'reverse'"#,
        #"['hello', 'mellow'].join(' ') == 'hello mellow' && ['a', 'b'].join() == 'ab' && [].join('/') == ''"#,
        #"strings.quote('a "b"\n') == '"a \\"b\\"\\n"'"#,
    ])
    func `texts are rewritten`(expression: String) throws {
        let evaluated = try Evaluated(expression)
        #expect(evaluated.isTrue, "\(evaluated.result)")
    }

    @Test(arguments: [
        #"'%s is %d%%'.format(['it', 42]) == 'it is 42%'"#,
        #"'%s %s %s'.format([64.2, [1, 2], {'b': 1, 'a': 2}]) == '64.2 [1, 2] {a: 2, b: 1}'"#,
        #"'%s %s %s %s'.format([true, null, duration('1h45m47s'), type(1)]) == 'true null 6347s int'"#,
        #"'%.3f %f %e'.format([3.14159, 2.0, 2.71828]) == '3.142 2.000000 2.718280e+00'"#,
        #"'%b %b %x %X %o %x'.format([5, true, 26, 26, 30, 'hi']) == '101 1 1a 1A 36 6869'"#,
    ])
    func `formats fill in their clauses`(expression: String) throws {
        let evaluated = try Evaluated(expression)
        #expect(evaluated.isTrue, "\(evaluated.result)")
    }

    @Test(arguments: [
        #"[1, 2, 3].isSorted() && !['b', 'a'].isSorted() && [].isSorted() && [1, 3].sum() == 4 && [1.0, 3.0].sum() == 4.0"#,
        #"[duration('1m'), duration('1s')].sum() == duration('61s') && [1, 3].min() == 1 && ['a', 'c', 'b'].max() == 'c'"#,
        #"[].sum() == 0 && [duration('1s')].filter(d, false).sum() == duration('0s') && [1.5].filter(d, false).sum() == 0.0"#,
        #"[1, 2, 2, 3].indexOf(2) == 1 && ['a', 'b', 'b', 'c'].lastIndexOf('b') == 2 && [1].indexOf(5) == -1"#,
        #"sets.contains([1, 2, 3], [2, 3]) && !sets.contains([1], [2]) && sets.contains([1], [])"#,
        #"sets.equivalent([1, 1, 2], [2, 1]) && sets.intersects([1], [1, 2]) && !sets.intersects([1], [])"#,
    ])
    func `lists are measured and searched`(expression: String) throws {
        let evaluated = try Evaluated(expression)
        #expect(evaluated.isTrue, "\(evaluated.result)")
    }

    @Test(arguments: [
        #"url('https://user:pass@example.com:80/path?query=val#fragment').getHost() == 'example.com:80'"#,
        #"url('https://[::1]:80/').getHostname() == '::1' && url('https://[::1]:80/').getPort() == '80' && url('https://[::1]/').getHost() == '[::1]'"#,
        #"url('https://example.com/path with spaces/').getEscapedPath() == '/path%20with%20spaces/' && url('/p').getScheme() == ''"#,
        #"url('https://example.com/path?k1=a&k2=b&k2=c').getQuery() == {'k1': ['a'], 'k2': ['b', 'c']}"#,
        #"url('https://example.com/?key%20one=a+b').getQuery() == {'key one': ['a b']} && url('https://example.com').getQuery() == {}"#,
        #"isURL('/absolute-path') && !isURL('https://a:b:c/') && !isURL('../relative-path') && !isURL('')"#,
    ])
    func `URLs are taken apart`(expression: String) throws {
        let evaluated = try Evaluated(expression)
        #expect(evaluated.isTrue, "\(evaluated.result)")
    }

    @Test(arguments: [
        #"quantity('50k').add(20).sub(quantity('100k')).sub(-50000) == quantity('20')"#,
        #"quantity('150Mi').isGreaterThan(quantity('100Mi')) && quantity('50M').isLessThan(quantity('50Mi'))"#,
        #"quantity('200M').compareTo(quantity('0.2G')) == 0 && quantity('50Mi').compareTo(quantity('50M')) == 1"#,
        #"quantity('50k').asInteger() == 50000 && !quantity('1500m').isInteger() && quantity('1500m').asApproximateFloat() == 1.5"#,
        #"quantity('-1').sign() == -1 && quantity('0').sign() == 0 && quantity('1Gi').add(quantity('1Gi')) == quantity('2Gi')"#,
        #"isQuantity('1.3Gi') && !isQuantity('200K') && !isQuantity('Three') && !isQuantity('1,3G')"#,
    ])
    func `quantities are exact`(expression: String) throws {
        let evaluated = try Evaluated(expression)
        #expect(evaluated.isTrue, "\(evaluated.result)")
    }

    @Test(arguments: [
        #"ip('127.0.0.1').family() == 4 && ip('::1').family() == 6 && ip('::1').isLoopback() && ip('0.0.0.0').isUnspecified()"#,
        #"ip('fe80::1').isLinkLocalUnicast() && ip('169.254.1.1').isLinkLocalUnicast() && ip('224.0.0.1').isLinkLocalMulticast() && ip('ff02::1').isLinkLocalMulticast()"#,
        #"ip('192.168.0.1').isGlobalUnicast() && !ip('255.255.255.255').isGlobalUnicast() && !ip('ff00::1').isGlobalUnicast()"#,
        #"!isIP('1.2.3.04') && !isIP('::ffff:1.2.3.4') && !isIP(':::1') && !isIP('fe80::1%eth0') && isIP('1::')"#,
        #"ip.isCanonical('2001:db8::abcd') && !ip.isCanonical('2001:DB8::ABCD') && !ip.isCanonical('2001:db8::0:0:0:abcd')"#,
        #"string(ip('2001:DB8:0:0:1:0:0:1')) == '2001:db8::1:0:0:1' && string(cidr('10.0.0.0/8')) == '10.0.0.0/8'"#,
        #"cidr('192.168.0.0/16').containsCIDR('192.168.10.0/24') && !cidr('192.168.1.0/24').containsCIDR(cidr('192.168.2.0/24'))"#,
        #"cidr('192.168.0.0/24').containsIP('192.168.0.1') && !cidr('192.168.0.0/24').containsIP(ip('192.168.1.1')) && !cidr('0.0.0.0/0').containsIP('::1')"#,
        #"cidr('192.168.0.1/24').masked() == cidr('192.168.0.0/24') && cidr('::1/128').prefixLength() == 128 && cidr('10.1.0.0/8').ip() == ip('10.1.0.0')"#,
        #"!isCIDR('192.168.0.0/33') && !isCIDR('10.0.0.0') && !isCIDR('10.0.0.0/08')"#,
    ])
    func `addresses and networks are known by their kinds`(expression: String) throws {
        let evaluated = try Evaluated(expression)
        #expect(evaluated.isTrue, "\(evaluated.result)")
    }

    @Test(arguments: [
        #"semver('1.2.3').compareTo(semver('2.0.0')) == -1 && semver('1.2.3').isGreaterThan(semver('1.2.2'))"#,
        #"semver('1.0.0-alpha').isLessThan(semver('1.0.0')) && semver('1.0.0-alpha.2').isLessThan(semver('1.0.0-alpha.10')) && semver('1.0.0-1').isLessThan(semver('1.0.0-a'))"#,
        #"isSemver('1.0.0+build') && !isSemver('v1.0.0') && !isSemver('1.0') && !isSemver('01.0.0')"#,
        #"isSemver('v1.0', true) && semver('01.01.01', true) == semver('1.1.1') && semver('1.2.3').minor() == 2"#,
    ])
    func `versions have an order`(expression: String) throws {
        let evaluated = try Evaluated(expression)
        #expect(evaluated.isTrue, "\(evaluated.result)")
    }

    @Test(arguments: [
        #"!format.dns1123Label().validate('my-label').hasValue() && format.dns1123Label().validate('My').hasValue()"#,
        #"format.named('uuid').value().validate('x').value() == ['does not match the UUID format'] && !format.named('nope').hasValue()"#,
        #"!format.dns1123Subdomain().validate('a.b-c.d').hasValue() && format.dns1035Label().validate('1a').hasValue()"#,
        #"!format.qualifiedName().validate('example.com/My_Name').hasValue() && format.qualifiedName().validate('/x').hasValue()"#,
        #"!format.labelValue().validate('').hasValue() && !format.dns1123LabelPrefix().validate('a-').hasValue()"#,
        #"!format.date().validate('2021-01-01').hasValue() && format.datetime().validate('2021-01-01').hasValue() && !format.byte().validate('aGVsbG8=').hasValue()"#,
        #"!format.uri().validate('http://example.com').hasValue() && format.uri().validate('a b').hasValue()"#,
    ])
    func `named formats say what is wrong`(expression: String) throws {
        let evaluated = try Evaluated(expression)
        #expect(evaluated.isTrue, "\(evaluated.result)")
    }
}
