"""Common first names and surnames in Denmark, in small letters. What is also an ordinary word or a place is left out of the first."""

GIVEN_NAMES = frozenset(
    """
    aage abdi abdul abdullah adam adel adnan agnes ahmad ahmed aisha albert alberte alexander alexandra alfred ali alice alma alva
    amalie amanda amina amir amira anders andrea andreas anette anita anja ann anna anne annemarie annette anni anton arne arthur
    asger asta astrid august aurora aya ayaan ayse barbara bashir benjamin bent bente bilal birgit birgitte birthe bjarne bjørn bo
    bodil brian britt britta camilla carina carl caroline cecilie charlotte christian christina christine christoffer clara claus
    connie conrad dagmar daniel danny david dennis diana dorte dorthe ebba eddie edith egon einar ejnar elias elin elisabeth ella
    ellen ellie elsa else elvira emil emilie emily emma emmanuel erik erling ester esther eva fadi fatima fatma felix filip finn
    flemming frederik frederikke freja frida frode gitte gorm grethe gudrun gunnar gustav hamza hannah hanne hans harald hasan
    hassan heidi helen helena helene helga helle henning henriette henrik henry herman hilda hugo husein hussein ibrahim ida inge
    inger ingrid irene iris isabella ismail ivan jack jacob jakob jamal jan jane janne janni jasmin jasper jens jeppe jesper jette
    jimmi jimmy joachim joakim johan johanna johanne johannes john johnny jon jonas jonathan josefine joseph julie julius jytte
    jørgen kaj karen karim karin karl karla karoline kasper katja katrine kenneth kent khaled kim kirsten kirstine kjeld klara
    klaus knud kristian kristina kristine kristoffer kurt laila lars lasse laura laurits laust layla lea leif lena lene leo leon
    leonora lilian lilly lily line linnea lis lisa lisbeth lise liv liva lone louie louis louise luca lucas lucia ludvig lukas
    luna lykke lærke mads magnus mahmoud maja malene malou malthe maria mariam mariana marianne marie marius mark markus marlene
    martha martin maryam mathias mathilde matilde mattias max maya melissa merete mette michael michelle mikael mikkel milas milla
    mille mohamad mohamed mohammad mohammed mona monica morten muhammad mustafa nadia naja nanna natalie nicklas nicolai nicoline
    niels niklas nikolaj nina noah noor nora nour ole olga oliver olivia omar oscar oskar osman otto palle patrick paul pauline
    peder per pernille peter philip poul preben rami ramin rasmus rebecca regitze rene rikke rita robert ronja rosa ruth saad
    sabrina said salim sally samir samuel sandra sanne sara sarah sebastian selma signe silas silje simon simone sofia sofie
    solveig sonja sophie steen stefan sten stig stine storm sune susan susanne sven svend søren sørine tanja tea thea theis theo
    theodor therese thomas thor thorkild tina tine tobias tom tommy torben tove trine troels ulla ulrik ursula valdemar valentin
    vera verner vibeke victor victoria vigga viggo viktor viktoria vilhelm villads villy vivi walid william willy winnie yasin
    yasmin youssef yusuf zahra zainab zara zeinab åse øyvind
    """.split()
)

SURNAMES = frozenset(
    """
    aagaard abdi abdullah abrahamsen ahmad ahmadi ahmed ali andersen andreasen antonsen arnesen axelsen bach bak bang bech beck
    bendtsen bentsen berg berntsen bertelsen berthelsen bjerre bjerregaard bonde borch brandt bro bruun brøndum buch bundgaard
    carlsen carlsson carstensen christensen christiansen christoffersen clausen dahl dalgaard dam danielsen davidsen enevoldsen
    eriksen eskildsen fischer frandsen frederiksen friis gade gravesen gregersen hald hansen hassan hedegaard henriksen hermansen
    holm holst hougaard hussain hussein høj ibrahim iversen jacobsen jakobsen jensen jeppesen jepsen jespersen jessen johannesen
    johannsen johansen johnsen jonassen juhl justesen juul jørgensen kaas karlsen khan kjeldsen kjær kjærgaard klausen knudsen
    koch kofoed kristensen kristiansen kristoffersen krogh kruse kryger ladefoged lange larsen lassen lauridsen lauritsen laursen
    leth lind lindberg lindholm lorentzen lorenzen lund lundgaard lykke løvstrøm madsen mathiasen mathiesen mikkelsen mogensen
    mohamed mohammadi mohamud mortensen munch munk mølgaard møller nguyen nicolaisen nielsen nilsson nissen nygaard nørgaard
    olesen olsen omar overgaard paulsen pedersen petersen pham poulsen rasmussen ravn riis rosenkilde schmidt schou schrøder
    schultz simonsen skov skovgaard steffensen svendsen svensson søndergaard sørensen thomasen thomsen thorsen thygesen toft tran
    vestergaard villadsen villumsen vinther wagner winther yildiz yilmaz østergaard
    """.split()
)
