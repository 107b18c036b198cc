/** Words that ask for nothing by themselves: what they connect has been read, and leaving them out changes no result. */
const WORDS = new Set(
  `a an the this that these those it its they them their there here and or & of to on at with as is are was were be been being has have had do does did done s
  i we us our me my you your they please can could would should may might will shall want need like just also then so too now
  what which who whom how much many long give show list get find tell say see display return provide present print output compute calculate determine work out look up report me let know
  data dataset datasets file files csv values value result results number numbers figure figures amount amounts using use based on in for from by per during within over through into
  all any whole entire full complete overall available given attached column columns table rows row info information
  recorded measured observed reported registered sold sell sells selling seller made make makes taken took occurred happened happen noted counted placed
  respectively showing account accounts accounting break breaking differ differs differed perform performs performed performing smooth smoothed looking compare compared comparison place buy bought received receive used uses there's covered cover covers ridden ride rode fell fall falls reach reached lie lies stand stands kind kinds type types combination combinations add adds up instead please how's see name names different day's it'd sums one's i'll that'll each every one ones same corresponding own about regarding both together where whose if_ when_ while_ put bring back come came go going
  question answer quick quickly simple exact exactly precise overview picture come out altogether down broken split grouped group grouping breakdown between among across
  against versus vs time times period course developed develop develops development evolved evolve evolution over looked went changed_ behave behaved
  i'd i'm we'd let's what's it's that's who's id like hello hi thanks thank kindly interested wondering curious across order_ sorted_ got
  only along including include includes included alongside plus side next separately individually single individual`.split(/\s+/),
);

export function isFunctionWord(word: string): boolean {
  return WORDS.has(word) || word.length === 1;
}
