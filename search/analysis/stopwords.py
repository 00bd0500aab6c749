"""Function words by language: marked in an index, neither required nor scored in a question.

They stand here as the analysis writes them, without accents. Words that carry meaning in the news
are left out on purpose: `may` and `will` (the month, a will), `us` (typed for the US), `no`.
The lists were written for this project.
"""

from __future__ import annotations

_ENGLISH = """
a about above after again against all also am an and any are arent as at be because been before
being below between both but by can cannot cant could couldnt did didnt do does doesnt doing dont
down during each either few for from further had hadnt has hasnt have havent having he her here
hers herself him himself his how i if in into is isnt it its itself just let me more most must my
myself neither nor not of off on once only onto or other our ours ourselves out over own per same
shall she should shouldnt since so some such than that the their theirs them themselves then there
these they this those through to too toward towards under until up upon very was wasnt we were
werent what when where whether which while who whom whose why with within without wont would
wouldnt yet you your yours yourself yourselves
"""

_OTHERS = {
    "ar": """
من في على الى عن ان هذا هذه ذلك تلك التي الذي الذين ما لا لم لن قد كان كانت يكون هو هي هم مع بعد
قبل بين كل او ثم حتي حتى اذا كما منذ عند غير وقد وكان فيها فيه عليه عليها به بها له لها انه انها
خلال
""",
    "da": """
af alle at blev blive bliver da de dem den der deres det dette dig din disse dog du efter eller en
end er et for fra ham han hans har havde have hende hendes her hos hun hvad hvis hvor i ikke ind
jeg kan kunne man mange med men mig min mod ned noget nogle nu naar nar og ogsa om op os over pa
sa sadan sig sin sine skal skulle som til ud under var ved vi vil ville vaere vaeret
""",
    "de": """
aber alle als also am an ander auch auf aus bei beim bin bis bist da damit dann das dass dem den
denn der des deren dessen die dies diese diesem diesen dieser dieses doch dort du durch ein eine
einem einen einer eines er es etwas euch fur gegen gewesen hab habe haben hat hatte hatten hier
ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im in indem ins ist jede jedem jeden jeder jedes jene
kann kein keine konnen konnte man mehr mein mit muss mussen nach nicht nichts noch nun nur ob oder
ohne sehr sein seine seinem seinen seiner seit sich sie sind so solche soll sollen sollte sondern
uber um und uns unter viel vom von vor war waren warst was weil weiter wenn werde werden wie
wieder wir wird wo worden wurde wurden zu zum zur zwar zwischen
""",
    "es": """
a al algo ante antes aunque como con contra cual cuando de del desde donde dos durante e el ella
ellas ellos en entre era eran es esa ese eso esta estaba estan este esto estos estas fue fueron ha
habia han hasta hay la las le les lo los mas me mi mientras muy ni no nos o otra otro para pero
por porque que quien quienes se segun ser si sido sin sobre son su sus tambien tanto te tiene
tienen todo todos tras tu un una uno unos y ya yo
""",
    "fi": """
ei eika eli emme en ennen ette han hanen he heidan ja jo joka jonka jos joita jossa jota jotka
kanssa kuin kun kuten me mika mina minun mita mukaan mutta myos ne nama niiden niin niita noin nyt
olen oli olisi olivat olla on ollut ovat seka sen siella siina sita taman tai tama tassa tata vaan
vain voi
""",
    "fr": """
a afin ainsi apres au aucun aujourdhui aussi autre autres aux avait avant avec avoir c ce ceci
cela celle celles celui ces cet cette ceux chez comme contre d dans de depuis des dont du durant
elle elles en encore entre est et etaient etait ete etre eu eux il ils j je l la le les leur leurs
lors lorsqu lui m mais me meme mes moi moins mon n ne ni nos notre nous on ont ou par parce pas
pendant peu peut plus pour qu quand que qui quoi s sa sans se selon sera ses si son sont sous sur
t ta te tes toujours tous tout toute toutes tres tu un une vers vos votre vous y
""",
    "hu": """
a abban ahhoz ahogy ahol aki akik akkor alatt altal amely amelyek ami amikor arra az azok azon azt
azzal be csak de e egy egyik el ellen elott en eppen es ez ezek ezen ezt fel fele hanem hiszen
hogy hogyan igen is itt jol ki kell kozott le legyen lehet lenne lesz ma maga mar meg mellett mert
mi mig mint minden most nagy ne nem neki nelkul nincs o ok olyan ot pedig s se sem sok szamara
szemben szerint tehat tobb tovabba ugy utan utana van vannak vagy valamint vele volt voltak
""",
    "it": """
a ad agli ai al alla alle allo anche avere aveva c che chi ci come con contro cui d da dagli dai
dal dall dalla dalle de degli dei del dell della delle dello di dopo dove e ed era erano essere
fra fu gli ha hanno i il in io l la le lei li lo loro lui ma mentre mi molto ne negli nei nel nell
nella nelle nello noi non o ogni per perche piu poi prima qual quale quando quanto quella quelli
quello questa queste questi questo se secondo sia si solo sono sopra stata stati stato su sua sue
sugli sui sul sull sulla sulle suo suoi tra tutti tutto un una uno vi
""",
    "nl": """
aan al alle als altijd ander bij daar dan dat de der deze die dit doch doen door dus een en er ge
geen haar had heb hebben heeft hem het hier hij hoe hun iemand iets ik in is ja je kan kon kunnen
maar me meer men met mij mijn moet na naar niet niets nog nu of om omdat ook op over reeds te
tegen toch toen tot tussen uit uw van veel voor waar waren was wat werd werden wezen wie wil
worden wordt zal ze zei zelf zich zij zijn zo zonder zou
""",
    "no": """
alle at av bare ble bli blir da de deg dem den denne der dere deres det dette din disse du eller
en enn er et etter for fordi fra ha hadde han hans har hennes her hun hva hvem hver hvor hvordan i
ikke inn jeg kan kunne man mange med meg mellom men mer min mot na noe noen nar og ogsa om opp oss
over pa sa seg selv sin sine skal skulle slik som til ut uten var vart ved vi vil ville vaere
vaert
""",
    "pt": """
a ainda ante ao aos aquela aquele as ate com como contra da das de dela dele deles depois desde do
dos durante e ela elas ele eles em entre era eram essa esse esta estao estas este estes eu foi
foram ha isso isto ja la lhe mais mas me mesmo meu minha muito na nao nas nem no nos nossa num
numa o os ou para pela pelas pelo pelos por porque qual quando que quem sao se segundo sem ser seu
seus so sobre sua suas tambem tem teve tinha toda todos um uma umas uns voce
""",
    "ro": """
a acea aceasta aceste acest acestea acesta acestui ai al ale alt alte am ar are as asa atat au ca
cand care catre ce cea cei cel cele cu cum dar de deci despre din dintre doar dupa e ea ei el ele
este eu fara fi fie fiind fost i iar in inainte insa intr intre isi la le lor lui mai mult ne nici
nu o or ori pe pentru peste prin s sa sai sale sau se si sub sunt toate tot toti tu un una unde
unei unor unui va vor
""",
    "ru": """
а без более был была были было быть в вам вас весь во вот все всего всех вы где да даже для до его
ее если есть еще же за здесь и из или им их к как когда кто ли либо мне может мы на надо наш не
него нее нет ни них но ну о об однако он она они оно от очень по под после при про с свои своих
себя со так также такой там те тем то того тоже той только том ты у уже хотя чего чей чем что
чтобы чье эта эти этого этой этом этот я который которые которая которых
""",
    "sv": """
alla allt an att av bara blev bli blir da dar de dem den denna deras dess dessa det detta dig din
dock du efter ej eller en er ett for fran genom ha hade han hans har har henne hennes hon honom
hur i icke ingen inom inte jag kan kunde man manga med mellan men mer mig min mot mycket nagon
nagot nagra nar ni nu och ocksa om oss over pa sa sedan sig sin sina ska skall skulle som till
under upp ut utan vad var vara varit vi vid vilka vilken vilket
""",
}

STOP_WORDS: dict[str, frozenset[str]] = {
    "en": frozenset(_ENGLISH.split()),
    **{language: frozenset(words.split()) for language, words in _OTHERS.items()},
}
"""Function words by ISO 639-1 code; languages without a list have none."""
