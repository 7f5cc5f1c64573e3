/**
 * Words of courtesy that people put before and after a wish, by language: greetings, "please", thanks and regards. All
 * languages count for every mail: a reader writes in their own.
 */
export const politeWords: Readonly<Record<string, readonly string[]>> = {
  ar: [
    ...['من فضلك', 'من فضلكم', 'لو سمحت', 'لو سمحتم', 'رجاء', 'الرجاء', 'أرجو', 'نرجو', 'شكرا', 'شكرا لك', 'شكرا لكم'],
    ...['شكرا جزيلا', 'مرحبا', 'السلام عليكم', 'تحياتي', 'مع التحية'],
  ],
  cs: [
    ...['prosím', 'prosím vás', 'prosím o', 'děkuji', 'děkuju', 'děkujeme', 'děkuji vám', 'děkuji předem'],
    ...['předem děkuji', 'díky', 'dobrý den', 'ahoj', 's pozdravem', 'zdravím'],
  ],
  da: [
    ...['venligst', 'vær venlig', 'vær så venlig', 'tak', 'mange tak', 'tusind tak', 'på forhånd tak', 'hej'],
    ...['goddag', 'god dag', 'hilsen', 'venlig hilsen', 'med venlig hilsen', 'mvh'],
  ],
  de: [
    ...['bitte', 'bitte um', 'ich bitte um', 'danke', 'danke schön', 'dankeschön', 'danke sehr', 'vielen dank'],
    ...['besten dank', 'herzlichen dank', 'danke im voraus', 'vielen dank im voraus', 'hallo', 'moin', 'grüezi'],
    ...['guten tag', 'guten morgen', 'guten abend', 'sehr geehrte damen und herren', 'grüße', 'gruß', 'liebe grüße'],
    ...['viele grüße', 'beste grüße', 'freundliche grüße', 'mit freundlichen grüßen', 'mfg', 'lg', 'vg'],
  ],
  en: [
    ...['please', 'pls', 'plz', 'kindly', 'could you please', 'can you please', 'would you please', 'thanks', 'thx'],
    ...['thank you', 'thank you very much', 'thank you so much', 'many thanks', 'thanks a lot', 'thanks in advance'],
    ...['thank you in advance', 'hello', 'hello there', 'hi', 'hi there', 'dear sir or madam', 'good morning'],
    ...['good afternoon', 'good evening', 'good day', 'regards', 'kind regards', 'best regards', 'best wishes'],
    ...['cheers', 'sincerely', 'yours sincerely'],
  ],
  es: [
    ...['por favor', 'solicito', 'gracias', 'muchas gracias', 'mil gracias', 'gracias de antemano', 'hola'],
    ...['buenos días', 'buenas tardes', 'buenas noches', 'un saludo', 'saludos', 'saludos cordiales', 'cordialmente'],
  ],
  fi: [
    ...['kiitos', 'kiitos paljon', 'paljon kiitoksia', 'suuret kiitokset', 'kiitos etukäteen', 'kiitos jo etukäteen'],
    ...['ole hyvä', 'olkaa hyvä', 'ystävällisesti', 'pyydän', 'hei', 'moi', 'hyvää päivää', 'terveisin'],
    ...['ystävällisin terveisin'],
  ],
  fr: [
    ...[
      's’il vous plaît',
      's’il te plaît',
      'svp',
      'stp',
      'veuillez',
      'prière de',
      'merci',
      'merci de',
      'merci beaucoup',
    ],
    ...['merci bien', 'merci d’avance', 'je vous remercie', 'je vous prie de', 'bonjour', 'bonsoir', 'salut'],
    ...['madame monsieur', 'cordialement', 'bien cordialement', 'bien à vous'],
  ],
  he: ['בבקשה', 'אנא', 'נא', 'תודה', 'תודה רבה', 'תודה מראש', 'שלום', 'היי', 'בברכה'],
  it: [
    ...['per favore', 'per piacere', 'per cortesia', 'cortesemente', 'grazie', 'grazie mille', 'mille grazie'],
    ...['molte grazie', 'tante grazie', 'grazie in anticipo', 'buongiorno', 'buonasera', 'salve', 'ciao', 'saluti'],
    ...['cordiali saluti', 'distinti saluti'],
  ],
  ja: [
    ...[
      'お願いします',
      'をお願いします',
      'お願いいたします',
      'をお願いいたします',
      'お願い致します',
      'をお願い致します',
    ],
    ...['お願い', 'のお願い', 'よろしくお願いします', 'よろしくお願いいたします', 'よろしくお願い致します', 'ください'],
    ...['してください', 'して下さい', '希望', '希望します', 'を希望します', 'どうか', '恐れ入りますが', 'お手数ですが'],
    ...['すみませんが', 'ありがとう', 'ありがとうございます', 'ありがとうございました', 'こんにちは'],
  ],
  ko: [
    ...[
      '부탁드립니다',
      '을 부탁드립니다',
      '를 부탁드립니다',
      '부탁합니다',
      '부탁해요',
      '부탁드려요',
      '해주세요',
      '해 주세요',
    ],
    ...['해주십시오', '해 주십시오', '바랍니다', '해주시기 바랍니다', '해 주시기 바랍니다', '감사합니다', '고맙습니다'],
    ...['안녕하세요', '안녕하십니까', '제발', '좀'],
  ],
  nb: [
    ...['vennligst', 'vær så snill', 'vær vennlig', 'takk', 'tusen takk', 'mange takk', 'på forhånd takk'],
    ...['takk på forhånd', 'hei', 'hallo', 'god dag', 'hilsen', 'vennlig hilsen', 'med vennlig hilsen', 'mvh'],
  ],
  nl: [
    ...[
      'alstublieft',
      'alsjeblieft',
      'aub',
      'a.u.b.',
      'svp',
      's.v.p.',
      'graag',
      'gelieve',
      'bedankt',
      'alvast bedankt',
    ],
    ...['dank u', 'dank je', 'dank u wel', 'dank je wel', 'dankuwel', 'dankjewel', 'hartelijk dank'],
    ...['bij voorbaat dank', 'hallo', 'hoi', 'goedendag', 'goedemorgen', 'goedemiddag', 'goedenavond', 'groeten'],
    ...['met vriendelijke groet', 'met vriendelijke groeten', 'mvg'],
  ],
  pl: [
    ...['proszę', 'proszę o', 'poproszę', 'poproszę o', 'bardzo proszę', 'bardzo proszę o', 'uprzejmie proszę'],
    ...['uprzejmie proszę o', 'dziękuję', 'dziękuję bardzo', 'bardzo dziękuję', 'z góry dziękuję', 'dzięki'],
    ...['dzień dobry', 'dobry wieczór', 'cześć', 'witam', 'pozdrawiam', 'z poważaniem'],
  ],
  pt: [
    ...[
      'por favor',
      'se faz favor',
      'por gentileza',
      'obrigado',
      'obrigada',
      'muito obrigado',
      'muito obrigada',
      'olá',
    ],
    ...['bom dia', 'boa tarde', 'boa noite', 'cumprimentos', 'com os melhores cumprimentos', 'grato', 'grata'],
  ],
  'pt-BR': [
    ...[
      'favor',
      'por gentileza',
      'gentileza',
      'obrigado desde já',
      'obrigada desde já',
      'desde já agradeço',
      'agradeço',
    ],
    ...['oi', 'abraço', 'abraços', 'atenciosamente', 'att'],
  ],
  ru: [
    ...['пожалуйста', 'прошу', 'прошу вас', 'спасибо', 'большое спасибо', 'спасибо большое', 'заранее спасибо'],
    ...['спасибо заранее', 'благодарю', 'заранее благодарю', 'здравствуйте', 'добрый день', 'добрый вечер'],
    ...['доброе утро', 'привет', 'с уважением'],
  ],
  sv: [
    ...['snälla', 'vänligen', 'var vänlig', 'var vänlig och', 'var snäll', 'var snäll och', 'tack', 'tack så mycket'],
    ...['stort tack', 'tack på förhand', 'hej', 'god dag', 'hälsningar', 'vänliga hälsningar'],
    ...['med vänliga hälsningar', 'med vänlig hälsning', 'mvh'],
  ],
  tr: [
    ...['lütfen', 'rica ederim', 'rica ediyorum', 'teşekkürler', 'teşekkür ederim', 'çok teşekkürler'],
    ...['çok teşekkür ederim', 'şimdiden teşekkürler', 'sağ olun', 'sağolun', 'merhaba', 'merhabalar', 'selam'],
    ...['iyi günler', 'iyi akşamlar', 'saygılarımla', 'saygılar'],
  ],
  uk: [
    ...['будь ласка', 'прошу', 'прошу вас', 'дякую', 'дуже дякую', 'щиро дякую', 'дякую заздалегідь'],
    ...['заздалегідь дякую', 'вітаю', 'добрий день', 'доброго дня', 'добрий вечір', 'привіт', 'з повагою'],
  ],
  'zh-Hans': [
    ...[
      '请',
      '请您',
      '请帮我',
      '请给我',
      '麻烦',
      '麻烦您',
      '麻烦帮我',
      '拜托',
      '谢谢',
      '谢谢您',
      '多谢',
      '感谢',
      '非常感谢',
    ],
    ...['您好', '你好'],
  ],
  'zh-Hant': [
    ...[
      '請',
      '請您',
      '請幫我',
      '請給我',
      '麻煩',
      '麻煩您',
      '麻煩幫我',
      '拜託',
      '謝謝',
      '謝謝您',
      '多謝',
      '感謝',
      '非常感謝',
    ],
    ...['您好', '你好'],
  ],
};

/** Languages that are written without blanks, or with blanks that people leave out. */
export const unspaced: ReadonlySet<string> = new Set(['ja', 'ko', 'zh-Hans', 'zh-Hant']);
